"""What is proposed can be filed as proposed and found free: all its rooms together, with the other wishes known."""

import random
from datetime import time, timedelta

import pytest

from associations.models import Association
from conventions.exceptions import PropositionPerimee
from conventions.jugement import creneau_du_moteur
from conventions.lecture.reparations import lire_manques
from conventions.manques import voeux_de
from conventions.models import Demande
from conventions.propositions import Conditions, Ligne, Proposition, expliquer_lignes, proposer, proposer_ensemble
from conventions.services import SouhaitDeSalle, deposer, poser_option, replacer
from etablissements.models import Collectivite, Site
from salles.models import Materiel, Salle
from salles.moteur.reparation import Strategie
from salles.services.profils import actualiser_profils
from tests.conventions.demandes_d_essai import MALIK, dates, deposee, etats, le_lundi, president, theatre
from tests.pages import en_clair
from tests.personnages import association, etablissement
from tests.salles.salles_d_essai import LUNDI, MAINTENANT, espace, lundis, prises, salle

pytestmark = pytest.mark.django_db
LUNDIS = [LUNDI + timedelta(weeks=n) for n in range(4)]
PEU, PRES, ADRESSE = Strategie.MOINS_DE_CHANGEMENTS, Strategie.AU_PLUS_PRES, Strategie.UNE_SEULE_ADRESSE


@pytest.fixture
def ici() -> Salle:
    return salle(nom="Gymnase", type="gymnase")


def la_bas(*noms: str) -> list[Salle]:
    """Return gyms of one other school, 7.8 km away, under the same authority."""
    site = Site.objects.create(nom="Autre site", latitude=45.36, longitude=5.69)
    ecole = etablissement("0382099A", "Collège Plan Menu", site=site)
    return [salle(ecole, nom=nom, type="gymnase") for nom in noms]


def limiter(**quotas: timedelta) -> None:
    Collectivite.objects.update(**quotas)


def relue(une: Salle) -> Salle:
    return Salle.objects.select_related("etablissement__collectivite").get(pk=une.pk)


def deposees(
    *voeux: tuple[Salle, object], par: Association | None = None, materiel: dict[int, int] | None = None
) -> Demande:
    """File for several rooms of one school."""
    par = par or association()
    dossier = deposer(
        association=par,
        demandeur=president(par),
        souhaits=[SouhaitDeSalle(relue(une), souhait) for une, souhait in voeux],
        activite=theatre(),
        objet="Répétitions de la pièce.",
        effectif=12,
        responsable=MALIK,
        materiel=materiel,
        maintenant=MAINTENANT,
    )
    return dossier.demandes.get()


def placer(demande: Demande, proposition: Proposition):
    return replacer(
        demande=demande, demandeur=president(demande.association), lignes=proposition.lignes, maintenant=MAINTENANT
    )


def ensemble(demande: Demande) -> list[list[Proposition]]:
    return proposer_ensemble(voeux_de(demande, MAINTENANT))


def ou(proposition: Proposition) -> list[tuple]:
    return [(ligne.salle.nom, ligne.debut.hour, ligne.jours) for ligne in proposition.lignes]


# -- The hours of one proposal --------------------------------------------------------------------


def test_les_heures_de_deux_salles_proposees_s_additionnent(ici):
    a, b = la_bas("A", "B")
    limiter(quota_annee=timedelta(hours=4))
    soirees = lundis(4, "17:30", "22:00")
    prises(ici, *soirees)
    prises(a, *soirees[:2])
    prises(b, *soirees[2:])
    demande = deposee(relue(ici), le_lundi(4))
    [[proposition, *_]] = ensemble(demande)
    assert (ou(proposition), proposition.restantes) == ([("B", 18, tuple(LUNDIS[:2]))], tuple(LUNDIS[2:]))
    remplacement = placer(demande, proposition)
    assert ([etats(une) for une in remplacement.demandes], remplacement.perdues) == ([["souhaite", "souhaite"]], [])


def test_une_strategie_ne_mange_pas_les_heures_d_une_autre(ici):
    [a] = la_bas("A")
    Collectivite.objects.update(tampon=timedelta(0))
    actualiser_profils(Salle.objects.all())
    prises(relue(ici), *lundis(3, "17:30", "22:00"))
    prises(relue(a), *lundis(3, "17:30", "18:30")[1:])
    demande = deposee(relue(ici), le_lundi(3))
    [sans_limite] = ensemble(demande)
    limiter(quota_semaine=timedelta(hours=2))
    [avec_limite] = ensemble(Demande.objects.get())
    assert list(map(ou, avec_limite)) == list(map(ou, sans_limite))
    assert {len(une.restantes) for une in avec_limite} == {0}


def test_les_dates_qui_restent_comptent_d_abord_dans_leur_ecole(ici):
    """Two dates stay: nothing is left for the others in this school, while another school counts its own hours."""
    salle(ici.etablissement, nom="Petit gymnase", type="gymnase")
    la_bas("A")
    ecole = ici.etablissement
    ecole.quota_annee = timedelta(hours=4)
    ecole.save()
    prises(ici, *lundis(4, "17:30", "22:00")[2:])
    demande = deposee(relue(ici), le_lundi(4))
    [propositions] = ensemble(demande)
    assert {une.strategie: ou(une) for une in propositions} == {
        ADRESSE: [("A", 18, tuple(LUNDIS))],
        PEU: [("A", 18, tuple(LUNDIS[2:]))],
        PRES: [("A", 18, tuple(LUNDIS[2:]))],
    }


def test_une_date_sous_option_n_est_comptee_qu_une_fois(ici):
    petit = salle(ici.etablissement, nom="Petit gymnase", type="gymnase")
    limiter(quota_annee=timedelta(hours=4))
    prises(ici, lundis(2, "17:30", "22:00")[1])
    demande = deposee(relue(ici), le_lundi(2))
    poser_option(demande=demande, maintenant=MAINTENANT)
    [propositions] = ensemble(Demande.objects.get())
    assert ou(next(une for une in propositions if une.strategie == PEU)) == [(petit.nom, 18, (LUNDIS[1],))]


def test_des_lignes_jugees_ensemble_le_sont_comme_au_depot():
    a, b = la_bas("A", "B")
    limiter(quota_annee=timedelta(hours=4))
    club = association()
    lignes = [Ligne(relue(une), time(debut), time(debut + 2), tuple(LUNDIS[:2])) for une, debut in ((a, 18), (b, 20))]
    conditions = Conditions(maintenant=MAINTENANT, association=club)
    dites = expliquer_lignes(lignes, conditions)
    demande = deposees((a, le_lundi(2)), (b, le_lundi(2, "20:00", "22:00")), par=club)
    codes = {place: [str(raison.code) for raison in dite.raisons] for place, dite in dites.items()}
    assert codes == {(date.salle_id, creneau_du_moteur(date)): date.raisons for date in dates(demande)}
    assert etats(demande) == ["souhaite", "souhaite", "indisponible", "indisponible"]


# -- Several wishes of one request ----------------------------------------------------------------


@pytest.fixture
def deux_gymnases_pris(ici) -> Demande:
    """File for two gyms of one school, both taken that evening."""
    autre = salle(ici.etablissement, nom="Gymnase 2", type="gymnase")
    for une in (ici, autre):
        prises(une, *lundis(1, "17:30", "22:00"))
    return deposees((ici, le_lundi()), (autre, le_lundi()))


def test_deux_salles_ne_sont_jamais_proposees_a_la_meme_place(deux_gymnases_pris):
    la_bas("A")
    premieres, secondes = ensemble(deux_gymnases_pris)
    assert [{place for une in siennes for place in ou(une)} for siennes in (premieres, secondes)] == [
        {("A", 18, (LUNDI,))},
        {("A", 20, (LUNDI,))},
    ]


def test_toute_proposition_d_une_salle_va_avec_toute_proposition_d_une_autre(deux_gymnases_pris):
    la_bas("A", "B")
    premieres, secondes = ensemble(deux_gymnases_pris)
    assert premieres
    assert secondes
    placer(deux_gymnases_pris, premieres[-1])
    remplacement = placer(deux_gymnases_pris, secondes[-1])
    assert ([etats(une) for une in remplacement.demandes], remplacement.perdues) == ([["souhaite"]], [])


def test_deux_moities_de_la_meme_salle_ne_vont_pas_avec_l_entiere(deux_gymnases_pris):
    site = Site.objects.create(nom="Autre site", latitude=45.36, longitude=5.69)
    ecole = etablissement("0382099A", "Collège Plan Menu", site=site)
    parties = [espace(ecole), espace(ecole)]
    salle(ecole, nom="Tout", type="gymnase", espaces=parties)
    salle(ecole, nom="Moitié", type="gymnase", espaces=parties[:1])
    premieres, secondes = ensemble(deux_gymnases_pris)
    assert {debut for une in premieres for _, debut, _ in ou(une)} == {18}
    assert {debut for une in secondes for _, debut, _ in ou(une)} == {20}


def test_les_heures_de_deux_salles_d_une_demande_s_additionnent(deux_gymnases_pris):
    la_bas("A", "B")
    limiter(quota_annee=timedelta(hours=2))
    premieres, secondes = ensemble(Demande.objects.get())
    assert (len(premieres) > 0, secondes) == (True, [])


def test_la_page_dit_que_rien_ne_convient_en_plus(deux_gymnases_pris):
    la_bas("A")
    limiter(quota_annee=timedelta(hours=2))
    [premier, second] = lire_manques(voeux_de(Demande.objects.get(), MAINTENANT), 15)
    assert (premier.rien, len(premier.propositions)) == ("", 1)
    assert en_clair(second.rien) == (
        "Aucune autre salle ne convient dans 15 km, en plus de ce qui est proposé ci-dessus."
    )


def test_une_vieille_page_ne_demande_pas_deux_fois_la_meme_place(deux_gymnases_pris):
    """Both gyms as two pages showed them apart: the second click says that the place has gone, and files nothing."""
    la_bas("A")
    premier, second = (proposer(voeu)[0] for voeu in voeux_de(deux_gymnases_pris, MAINTENANT))
    assert ou(premier) == ou(second)
    placer(deux_gymnases_pris, premier)
    with pytest.raises(PropositionPerimee):
        placer(deux_gymnases_pris, second)
    assert Demande.objects.count() == 2


# -- Any proposal, filed as it is -----------------------------------------------------------------


def monde(graine: int) -> tuple[Demande, random.Random]:
    """File for two gyms at once, in a world of five gyms in two schools, half taken, under limits drawn at random.

    Two gyms share a wall and may disagree on the buffer between an association's own slots.
    """
    hasard = random.Random(graine)
    ici = salle(nom="Gymnase", type="gymnase")
    murs = [*ici.espaces.all()] if hasard.random() < 0.5 else []
    voisines = [
        salle(ici.etablissement, nom="Gymnase 2", type="gymnase"),
        salle(ici.etablissement, nom="Gymnase 3", type="gymnase", espaces=murs, tampon_leve_pour_soi=False),
    ]
    chaises = Materiel.objects.create(etablissement=ici.etablissement, nom="Chaises", quantite=hasard.choice([2, 9]))
    for une in (ici, *voisines, *la_bas("A", "B")):
        debut = hasard.choice(["17:30", "18:00", "20:00"])
        prises(une, *hasard.sample(lundis(3, debut, "22:00"), hasard.randint(1, 2)))
    limiter(
        tampon_leve_pour_soi=hasard.random() < 0.5,
        tampon=timedelta(minutes=hasard.choice([0, 30])),
        quota_semaine=hasard.choice([None, timedelta(hours=2), timedelta(hours=4)]),
        quota_annee=hasard.choice([None, timedelta(hours=6)]),
    )
    actualiser_profils(Salle.objects.all())
    besoins = {chaises.pk: 2} if hasard.random() < 0.5 else {}
    return deposees((ici, le_lundi(3)), (voisines[0], le_lundi(3)), materiel=besoins), hasard


@pytest.mark.lent
@pytest.mark.parametrize("graine", range(12))
def test_ce_qui_est_propose_se_depose_tel_quel_et_se_trouve_libre(graine):
    """One proposal for each room, drawn at random, one click after the other."""
    demande, hasard = monde(graine)
    for siennes in ensemble(demande):
        if siennes:
            proposition = hasard.choice(siennes)
            remplacement = placer(demande, proposition)
            assert remplacement.perdues == []
            assert {etat for une in remplacement.demandes for etat in etats(une)} == {"souhaite"}
            assert sum(len(etats(une)) for une in remplacement.demandes) == sum(
                len(ligne.jours) for ligne in proposition.lignes
            )
