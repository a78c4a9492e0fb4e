"""What search finds free is filed free, and given by the accord; nothing else is.

`tests/salles/test_une_seule_reponse.py` compares search and explanation with the oracle and the raw constraints, under
any rule. Here the worlds are milder, so that much is free, and the dates go all the way through the real services, for
a real association: quotas and hours that it holds already, equipment lent with rooms and without.
"""

from contextlib import nullcontext, suppress
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from associations.models import Association
from conventions.exceptions import DerogationManquante, SalleIndisponible
from conventions.jugement import creneau_du_moteur
from conventions.models import CreneauDemande, Demande
from conventions.quotas import demandeur_de, qui_demande
from conventions.services import SouhaitDeSalle, accepter, deposer
from etablissements.calendriers import calendrier
from salles.audit import anomalies
from salles.disponibilites import contexte, expliquer_serie
from salles.models import Activite, Fermeture, Materiel, PretSeul, Salle
from salles.moteur import Creneau, Repetition, Souhait, Vacances, creneaux_voulus
from salles.moteur.raisons import DEROGEABLES
from salles.recherche import Recherche, chercher
from salles.regles import cadre_de
from salles.services.prets import preter
from tests.conventions.demandes_d_essai import MALIK, cheffe, president
from tests.defaire import tout_defaire
from tests.personnages import association, collectivite, etablissement
from tests.salles.moteur.mondes import JOURS, LUNDI, MAINTENANT
from tests.salles.salles_d_essai import espace, prises, salle
from tests.salles.test_une_seule_reponse import SOIRS, ecrire_les_calendriers

EFFECTIF = 12
DUREES_H = st.sampled_from([None, None, 5, 9])
UNE_HEURE = timedelta(hours=1)


def ecrire_un_monde(tirer) -> tuple[list[Salle], Materiel]:
    """Draw a school under quotas, two rooms of which the first may hold the second, and what is taken and lent.

    The rooms may disagree on the buffer between an association's own slots.
    """
    quotas = {
        f"quota_{periode}": (heures := tirer(DUREES_H)) and heures * UNE_HEURE for periode in ("semaine", "annee")
    }
    lieu = collectivite(tampon_leve_pour_soi=tirer(st.booleans()), **quotas)
    ecole = etablissement(collectivite=lieu, semaine_a_paire=tirer(st.booleans()))
    parties = [espace(ecole), espace(ecole)]
    tampon = timedelta(minutes=tirer(st.sampled_from([0, 30])))
    salles = [
        salle(ecole, espaces=siennes, tampon=tampon, tampon_leve_pour_soi=tirer(st.sampled_from([None, True, False])))
        for siennes in (parties[: tirer(st.integers(1, 2))], parties[1:])
    ]
    if tirer(st.booleans()):
        jour = tirer(st.sampled_from(JOURS))
        Fermeture.objects.create(salle=salles[1], premier_jour=jour, dernier_jour=jour, motif="Épreuves")
    tapis = Materiel.objects.create(etablissement=ecole, nom="Tapis", quantite=5)
    for jour in tirer(st.lists(st.sampled_from(JOURS), max_size=3, unique=True)):
        debut, fin = tirer(SOIRS)
        prises_ce_soir = prises(
            tirer(st.sampled_from(salles)),
            cadre_de(ecole).creneau(jour, debut, fin),
            jusqu_au=tirer(st.sampled_from([None, MAINTENANT, MAINTENANT + UNE_HEURE])),
            maintenant=MAINTENANT - timedelta(days=1),
        )
        preter(prises_ce_soir, {tapis.pk: 2})
    for _ in range(tirer(st.integers(0, 2))):
        debut_utc = datetime.combine(tirer(st.sampled_from(JOURS)), time(tirer(st.sampled_from([8, 18]))), UTC)
        fin_utc = debut_utc + timedelta(days=tirer(st.integers(0, 3)), hours=1)
        PretSeul.objects.create(materiel=tapis, quantite=1, a_qui="Mairie", debut=debut_utc, fin=fin_utc)
    return salles, tapis


@st.composite
def souhaits_du_soir(tirer) -> Souhait:
    """Draw evenings of up to three weeks, some of which nobody has touched."""
    debut, fin = tirer(SOIRS)
    return Souhait(
        LUNDI,
        debut,
        fin,
        LUNDI + timedelta(days=tirer(st.sampled_from([6, 13, 20]))),
        jours=tirer(st.frozensets(st.integers(1, 7), min_size=2)),
        repetition=tirer(st.sampled_from(Repetition)),
        vacances=tirer(st.sampled_from(Vacances)),
    )


@pytest.mark.django_db
@given(donnees=st.data(), souhait=souhaits_du_soir(), combien=st.sampled_from([0, 2, 3]), deja=st.booleans())
def test_ce_qui_est_trouve_libre_se_depose_libre_et_s_accorde(donnees, souhait, combien, deja):
    with tout_defaire():
        ecrire_les_calendriers(donnees.draw)
        salles, tapis = ecrire_un_monde(donnees.draw)
        club = association()
        activite = Activite.objects.create(code="essai", libelle="Essai", types_erp=["R"])
        if deja:
            avoir_deja(donnees.draw(st.sampled_from(JOURS[1:])), salles[1], club, activite)
        ici = donnees.draw(st.sampled_from(salles))
        suivre(ici, souhait, club, activite, {tapis.pk: combien} if combien else {})


def suivre(ici: Salle, souhait: Souhait, club: Association, activite: Activite, besoins: dict[int, int]) -> None:
    """Search, explain, file and give the accord: each answers for the same dates. Search knows no equipment."""
    cadre = cadre_de(ici.etablissement)
    creneaux = creneaux_voulus(souhait, cadre, calendrier(cadre.zone, cadre.territoire))
    if not creneaux:
        return
    recherche = Recherche(
        souhait=souhait,
        maintenant=MAINTENANT,
        effectif=EFFECTIF,
        activite=activite,
        qui_demande=qui_demande(club, maintenant=MAINTENANT),
    )
    trouves = {resultat.salle: resultat.creneaux_libres for resultat in chercher(recherche)}[ici.pk]
    assert expliques(ici, creneaux, club, activite, {}) == trouves
    libres = expliques(ici, creneaux, club, activite, besoins)
    demande = demander(ici, souhait, club, activite, besoins)
    assert dans_l_etat(demande, CreneauDemande.Etat.SOUHAITE) == libres
    with nullcontext() if libres else pytest.raises((SalleIndisponible, DerogationManquante)):
        accepter(demande=demande, par=cheffe(ici), maintenant=MAINTENANT)
    assert dans_l_etat(demande, CreneauDemande.Etat.ACCEPTE) == libres
    assert list(anomalies(MAINTENANT)) == []


def expliques(
    ici: Salle, creneaux: list[Creneau], club: Association, activite: Activite, besoins: dict[int, int]
) -> list[Creneau]:
    """Return the dates whose explanation is empty."""
    jours = {cadre_de(ici.etablissement).jour(creneau.debut) for creneau in creneaux}
    demandeur = demandeur_de(club, ici.etablissement, jours, maintenant=MAINTENANT)
    demande = contexte(maintenant=MAINTENANT, effectif=EFFECTIF, activite=activite, besoins=besoins)
    return [une.creneau for une in expliquer_serie(ici, creneaux, demande, demandeur) if une.libre]


def demander(
    ici: Salle, souhait: Souhait, club: Association, activite: Activite, besoins: dict[int, int] | None = None
) -> Demande:
    dossier = deposer(
        association=club,
        demandeur=president(club),
        souhaits=[SouhaitDeSalle(ici, souhait)],
        activite=activite,
        objet="Essais.",
        effectif=EFFECTIF,
        responsable=MALIK,
        materiel=besoins,
        maintenant=MAINTENANT,
    )
    return dossier.demandes.get()


def avoir_deja(jour: date, ici: Salle, club: Association, activite: Activite) -> None:
    """Hold two hours already, from five past: nobody else draws that; unless something hard is in the way."""
    demande = demander(ici, Souhait.aux_dates((jour,), time(18, 5), time(20, 5)), club, activite)
    with suppress(SalleIndisponible):
        accepter(
            demande=demande,
            par=cheffe(ici),
            creneaux=list(demande.creneaux.values_list("pk", flat=True)),
            derogations=dict.fromkeys(DEROGEABLES, "Oui."),
            maintenant=MAINTENANT,
        )


def dans_l_etat(demande: Demande, etat: CreneauDemande.Etat) -> list[Creneau]:
    return [creneau_du_moteur(creneau) for creneau in demande.creneaux.filter(etat=etat).order_by("debut")]
