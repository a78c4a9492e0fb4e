"""Keep each room's compiled profile in step with its openings and rules."""

from collections.abc import Iterable

from django.db import transaction

from salles.models import ProfilOuverture, Salle
from salles.moteur import Profil
from salles.regles import cadre_de, regles_de
from salles.series import plages_de


@transaction.atomic(savepoint=False)
def actualiser_profils(salles: Iterable[Salle]) -> int:
    """Compile the profile of these rooms and return how many rooms changed profile.

    Every service that changes an opening, a rule (of a room, a school or an authority) or a school's zone calls it in
    its own transaction, holding `FOR UPDATE` on the row that it changed. The number of queries is constant. The rooms
    are held before they are read: two changes at once end with the profile of both.
    """
    visees = Salle.objects.filter(pk__in=[salle.pk for salle in salles])
    list(visees.select_for_update().order_by("pk").values_list("pk"))
    lues = list(visees.select_related("etablissement__collectivite"))
    plages = plages_de(lues)
    profils = {
        salle.pk: Profil(tuple(plages.get(salle.pk, ())), regles_de(salle), cadre_de(salle.etablissement))
        for salle in lues
    }
    identifiants = _identifiants(profils.values())
    changees = []
    for salle in lues:
        profil_id = identifiants[profils[salle.pk].empreinte]
        if salle.profil_id != profil_id:
            salle.profil_id = profil_id
            changees.append(salle)
    Salle.objects.bulk_update(changees, ["profil"], batch_size=1000)
    return len(changees)


def _identifiants(profils: Iterable[Profil]) -> dict[str, int]:
    """Return the row of each profile by its name, written now when it is new."""
    par_empreinte = {profil.empreinte: profil for profil in profils}
    ProfilOuverture.objects.bulk_create(
        [
            ProfilOuverture(
                empreinte=empreinte,
                contenu=profil.contenu(),
                zone=profil.cadre.zone,
                territoire=profil.cadre.territoire,
                fuseau=profil.cadre.fuseau,
            )
            for empreinte, profil in sorted(par_empreinte.items())
        ],
        ignore_conflicts=True,
    )
    return dict(ProfilOuverture.objects.filter(empreinte__in=par_empreinte).values_list("empreinte", "pk"))
