"""The verbs of a draft: who may keep it, how many and how long, and what two members do to one at once."""

from datetime import timedelta
from functools import partial

import pytest
from django.db import IntegrityError, transaction
from django.forms.models import model_to_dict

from associations.models import Association, Membre
from conventions.exceptions import (
    BrouillonChange,
    BrouillonDisparu,
    BrouillonEnvoye,
    BrouillonTropLong,
    MandatManquant,
    TropDeBrouillons,
)
from conventions.models import Brouillon, CreneauDemande, Demande, Dossier, Numerotation, Souhait
from conventions.services import (
    Reprise,
    SouhaitDeSalle,
    deposer,
    garder_brouillon,
    jeter_brouillon,
    jeter_les_dormants,
)
from conventions.services.brouillons import BROUILLONS_MAX, LONGUEUR_MAX
from conventions.taches import jeter_les_brouillons
from salles.models import Materiel, Salle
from socle.idempotence import Cle
from tests.conventions.brouillons_d_essai import garde
from tests.conventions.demandes_d_essai import MALIK, le_lundi, president, theatre
from tests.ensemble import defauts, ensemble
from tests.personnages import adherer, association, etablissement, personne
from tests.salles.salles_d_essai import MAINTENANT, lundis, prises, salle

pytestmark = pytest.mark.django_db
a_plusieurs = pytest.mark.django_db(transaction=True)  # real threads, real commits
HEURES = [(f"{heure}:00", f"{heure + 1}:00") for heure in range(17, 21)]
DEMAIN = MAINTENANT + timedelta(days=1)


def reprise(brouillon: Brouillon) -> Reprise:
    return Reprise(brouillon.pk, brouillon.revision)


def envoyer(ici: Salle, club: Association, brouillon: Reprise | None = None, *, par=None, **autres):
    arguments = {
        "association": club,
        "demandeur": par or president(club),
        "souhaits": [SouhaitDeSalle(ici, le_lundi(3))],
        "activite": theatre(),
        "objet": "Répétitions.",
        "effectif": 12,
        "responsable": MALIK,
        "maintenant": DEMAIN,
        **autres,
    }
    return deposer(brouillon=brouillon, **arguments)


# -- what a draft is -------------------------------------------------------------------


def test_un_brouillon_ne_dit_que_l_ecole_l_association_et_ce_qui_fut_tape():
    ici, club = salle(), association()
    brouillon = garde(ici, club, objet="Une idée 🎭")
    demande = Demande.brouillons.get()
    assert (demande.statut, demande.etablissement, demande.association) == ("brouillon", ici.etablissement, club)
    assert [demande.dossier, demande.numero, demande.activite, demande.effectif, demande.deposee_le] == [None] * 5
    assert (brouillon.saisie["objet"], brouillon.garde_le, brouillon.garde_par) == (
        ["Une idée 🎭"],
        MAINTENANT,
        president(club),
    )


def test_un_brouillon_ne_retient_rien_ne_prend_aucun_numero_et_n_est_pas_un_depot():
    garde(salle(), association())
    faits = (Dossier, Souhait, CreneauDemande, Numerotation)
    assert [fait.objects.count() for fait in faits] == [0] * 4
    assert Demande.objects.count() == 0
    assert defauts(MAINTENANT) == []


@pytest.mark.parametrize("champ", ["numero", "deposee_le", "effectif"])
def test_la_base_refuse_un_brouillon_qui_se_dit_depose(champ):
    garde(salle(), association())
    valeur = {"numero": "2026-38-000001", "deposee_le": MAINTENANT, "effectif": 12}[champ]
    with pytest.raises(IntegrityError, match="demande_complete_ou_brouillon"), transaction.atomic():
        Demande.brouillons.update(**{champ: valeur})


def test_la_base_refuse_une_demande_deposee_a_laquelle_il_manque_son_numero():
    demande = envoyer(salle(), association()).demandes.get()
    with pytest.raises(IntegrityError, match="demande_complete_ou_brouillon"), transaction.atomic():
        Demande.objects.filter(pk=demande.pk).update(numero=None)


# -- keeping -----------------------------------------------------------------------------


def test_garder_de_nouveau_remplace_ce_qui_etait_ecrit_et_dit_par_qui():
    ici, club = salle(), association()
    nadia = adherer(personne(prenom="Nadia"), club, Membre.Role.MEMBRE).utilisateur
    premier = garde(ici, club)
    ailleurs = salle(etablissement("0382099A", "Collège voisin"))
    garder_brouillon(
        association=club,
        salle=ailleurs,
        saisie={"objet": ["Autre chose."]},
        par=nadia,
        maintenant=DEMAIN,
        reprise=reprise(premier),
    )
    brouillon = Brouillon.objects.get()
    assert (brouillon.pk, brouillon.revision, brouillon.saisie) == (premier.pk, 2, {"objet": ["Autre chose."]})
    assert (brouillon.garde_par, brouillon.garde_le, brouillon.salle) == (nadia, DEMAIN, ailleurs)
    assert Demande.brouillons.get().etablissement == ailleurs.etablissement


def test_une_page_envoyee_deux_fois_garde_un_brouillon_tel_qu_a_la_fin():
    ici, club = salle(), association()
    malik = president(club)
    for objet in ("Une idée.", "Une idée.", "Une meilleure idée."):
        garder_brouillon(
            association=club,
            salle=ici,
            saisie={"objet": [objet]},
            par=malik,
            maintenant=MAINTENANT,
            cle=Cle.de(malik, "brouillon-onglet-1", None),
        )
    assert list(Brouillon.objects.values_list("saisie", "revision")) == [({"objet": ["Une meilleure idée."]}, 3)]


def test_seul_un_membre_garde_reprend_ou_jette():
    ici, club = salle(), association()
    brouillon = garde(ici, club)
    etranger = adherer(personne(), association()).utilisateur
    with pytest.raises(MandatManquant):
        garde(ici, club, par=etranger)
    with pytest.raises(BrouillonDisparu):
        jeter_brouillon(reprise=reprise(brouillon), par=etranger)
    with pytest.raises(BrouillonDisparu):
        envoyer(ici, etranger.adhesions.get().association, reprise(brouillon), par=etranger)
    assert Demande.brouillons.count() == 1


def test_qui_garde_ce_qu_un_autre_a_change_entre_temps_l_apprend_avant_de_l_effacer():
    ici, club = salle(), association()
    nadia = adherer(personne(prenom="Nadia", nom="Roux"), club).utilisateur
    premier = garde(ici, club)
    garder = partial(garder_brouillon, association=club, salle=ici, maintenant=DEMAIN, reprise=reprise(premier))
    garder(saisie={"objet": ["De Nadia."]}, par=nadia)
    with pytest.raises(BrouillonChange, match="Nadia Roux a gardé ce brouillon après que vous l’avez ouvert"):
        garder(saisie={"objet": ["De Malik."]}, par=president(club))
    with pytest.raises(BrouillonChange):
        envoyer(ici, club, reprise(premier))
    with pytest.raises(BrouillonChange):
        jeter_brouillon(reprise=reprise(premier), par=president(club))
    assert Brouillon.objects.get().saisie == {"objet": ["De Nadia."]}


def test_une_association_a_vingt_brouillons_au_plus():
    ici, club = salle(), association("Club d’essai")
    premier, *_ = [garde(ici, club) for _ in range(BROUILLONS_MAX)]
    with pytest.raises(TropDeBrouillons, match="« Club d’essai » a déjà 20 brouillons"):
        garde(ici, club)
    jeter_brouillon(reprise=reprise(premier), par=president(club))
    garde(ici, club)
    garde(ici, association("Une autre"))
    assert Demande.brouillons.count() == BROUILLONS_MAX + 1


def test_un_brouillon_ne_passe_pas_a_une_association_qui_en_a_deja_vingt():
    ici, club, pleine = salle(), association(), association()
    malik = president(club)
    adherer(malik, pleine)
    for _ in range(BROUILLONS_MAX):
        garde(ici, pleine)
    brouillon = garde(ici, club)
    with pytest.raises(TropDeBrouillons):
        garder_brouillon(
            association=pleine, salle=ici, saisie={}, par=malik, maintenant=DEMAIN, reprise=reprise(brouillon)
        )


def test_un_brouillon_plus_long_que_toute_page_est_refuse():
    with pytest.raises(BrouillonTropLong):
        garde(salle(), association(), objet="a" * LONGUEUR_MAX)
    assert Demande.brouillons.count() == 0


# -- sending -----------------------------------------------------------------------------


def lignes(dossier: Dossier) -> list:
    """Return all that a filing wrote, but for the identifiers and the number."""
    sans = {"id", "demande", "souhait", "dossier", "numero"}
    demande = dossier.demandes.get()
    ecrites = [demande, *demande.souhaits.all(), *demande.materiels.all(), *demande.creneaux.order_by("debut")]
    return [{nom: valeur for nom, valeur in model_to_dict(une).items() if nom not in sans} for une in ecrites]


def test_un_brouillon_envoye_ecrit_les_memes_lignes_qu_un_depot(taches):
    ici, club = salle(), association()
    chaises = Materiel.objects.create(etablissement=ici.etablissement, nom="Chaises", quantite=30)
    direct = envoyer(ici, association(), materiel={chaises.pk: 4})
    deja = len(taches.jobs)
    brouillon = garde(ici, club, objet="Ce qui était écrit.", effectif="3")
    assert len(taches.jobs) == deja
    dossier = envoyer(ici, club, reprise(brouillon), materiel={chaises.pk: 4})
    demande = dossier.demandes.get()
    attendues = [{**lignes(direct)[0], "association": club.pk}, *lignes(direct)[1:]]
    assert lignes(dossier) == attendues
    assert (demande.pk, demande.numero, demande.deposee_le) == (brouillon.pk, "2026-38-000002", DEMAIN)
    assert [len(taches.jobs) - deja, Brouillon.objects.count(), Demande.brouillons.count()] == [deja, 0, 0]
    assert defauts(DEMAIN) == []


def test_les_dates_sont_jugees_a_l_envoi_et_non_quand_on_garde():
    ici, club = salle(), association()
    brouillon = garde(ici, club)
    prises(ici, lundis(1)[0])
    dossier = envoyer(ici, club, reprise(brouillon))
    assert list(dossier.demandes.get().creneaux.values_list("etat", flat=True)) == [
        "indisponible",
        "souhaite",
        "souhaite",
    ]


def test_envoye_vers_deux_ecoles_le_brouillon_devient_la_demande_a_la_premiere():
    ici, club = salle(), association()
    la_bas = salle(etablissement("0382099A", "Collège voisin"))
    brouillon = garde(ici, club)
    souhaits = [SouhaitDeSalle(ici, le_lundi()), SouhaitDeSalle(la_bas, le_lundi(1, "20:00", "21:00"))]
    dossier = envoyer(ici, club, reprise(brouillon), souhaits=souhaits)
    assert {demande.etablissement_id: demande.pk == brouillon.pk for demande in dossier.demandes.all()} == {
        ici.etablissement_id: True,
        la_bas.etablissement_id: False,
    }


def test_un_envoi_refuse_laisse_le_brouillon_comme_il_etait():
    ici, club = salle(), association()
    brouillon = garde(ici, club)
    Salle.objects.update(statut=Salle.Statut.RETIREE)
    with pytest.raises(Exception, match="n’est pas proposée au public"):
        envoyer(ici, club, reprise(brouillon))
    assert (Brouillon.objects.get().saisie, Demande.brouillons.get().numero) == (brouillon.saisie, None)


def test_ce_qui_est_parti_ou_jete_le_dit():
    ici, club = salle(), association()
    parti, jete = garde(ici, club), garde(ici, club)
    envoyer(ici, club, reprise(parti))
    jeter_brouillon(reprise=reprise(jete), par=president(club))
    with pytest.raises(BrouillonEnvoye, match="déjà envoyé : c’est votre demande 2026-38-000001"):
        envoyer(ici, club, reprise(parti))
    with pytest.raises(BrouillonDisparu):
        envoyer(ici, club, reprise(jete))
    assert (Demande.objects.count(), Brouillon.objects.count()) == (1, 0)


# -- at the same instant -------------------------------------------------------------------


@a_plusieurs
@pytest.mark.vingt_fois
def test_deux_membres_envoient_le_meme_brouillon_et_une_demande_part():
    ici, club = salle(), association()
    malik, nadia = president(club), adherer(personne(), club).utilisateur
    for rang in range(len(HEURES)):
        brouillon, souhaits = reprise(garde(ici, club)), [SouhaitDeSalle(ici, le_lundi(1, *HEURES[rang]))]
        envois = [partial(envoyer, ici, club, brouillon, par=qui, souhaits=souhaits) for qui in (malik, nadia)]
        assert sorted(type(reponse).__name__ for reponse in ensemble(envois)) == ["BrouillonEnvoye", "Dossier"]
        assert (club.demandes.count(), Demande.brouillons.count()) == (rang + 1, 0)
    assert defauts(DEMAIN) == []


@a_plusieurs
@pytest.mark.vingt_fois
def test_envoyer_et_jeter_au_meme_instant_se_suivent():
    ici, club = salle(), association()
    for rang in range(len(HEURES)):
        brouillon, souhaits = reprise(garde(ici, club)), [SouhaitDeSalle(ici, le_lundi(1, *HEURES[rang]))]
        deja = club.demandes.count()
        jeter = partial(jeter_brouillon, reprise=brouillon, par=president(club))
        envoye, _ = ensemble([partial(envoyer, ici, club, brouillon, souhaits=souhaits), jeter])
        assert (Brouillon.objects.count(), club.demandes.count()) == (0, deja + isinstance(envoye, Dossier))


@a_plusieurs
@pytest.mark.vingt_fois
def test_deux_membres_ne_gardent_pas_tous_deux_le_dernier_brouillon():
    ici, club = salle(), association()
    malik, nadia = president(club), adherer(personne(), club).utilisateur
    for _ in range(BROUILLONS_MAX - 1):
        garde(ici, club)
    reponses = ensemble([partial(garde, ici, club, par=qui) for qui in (malik, nadia)])
    assert sorted(type(reponse).__name__ for reponse in reponses) == ["Brouillon", "TropDeBrouillons"]


# -- in the end ------------------------------------------------------------------------------


def test_ce_que_personne_n_a_touche_depuis_un_an_est_jete_avec_tout_ce_qui_y_est_ecrit(settings):
    settings.PREAU_BROUILLONS_JOURS = 365
    ici, club = salle(), association()
    vieux = garde(ici, club, responsable_nom="Malik Benali")
    recent = garde(ici, club, maintenant=MAINTENANT + timedelta(seconds=1))
    jeter_les_dormants(maintenant=MAINTENANT + timedelta(days=365))
    assert list(Brouillon.objects.values_list("pk", flat=True)) == [recent.pk]
    assert list(Demande.brouillons.values_list("pk", flat=True)) == [recent.pk]
    assert vieux.a_jeter_le == MAINTENANT + timedelta(days=365)


def test_chaque_nuit_jette_les_brouillons_et_aucune_demande(settings, horloge):
    settings.PREAU_BROUILLONS_JOURS = 30
    horloge(MAINTENANT + timedelta(days=30))
    ici, club = salle(), association()
    garde(ici, club)
    envoyer(ici, club)
    jeter_les_brouillons(0)
    assert (Brouillon.objects.count(), Demande.brouillons.count(), Demande.objects.count()) == (0, 0, 1)
