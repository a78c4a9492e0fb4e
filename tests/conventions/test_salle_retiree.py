"""A room that was withdrawn while a request waited: nothing more is given in it, what is held stays."""

import pytest
from django.utils import timezone

from conventions.exceptions import SalleIndisponible
from conventions.models import Demande
from conventions.services import Responsable, SouhaitDeSalle, accepter, annuler_decision, deposer, poser_option, refuser
from salles.models import Reservation
from salles.services.publication import retablir, retirer
from tests.conventions.demandes_d_essai import cheffe, dates, deposee, etats, le_lundi, president, theatre
from tests.pages import a_plat
from tests.personnages import association, habiliter, personne
from tests.salles.salles_d_essai import LUNDI, MAINTENANT, salle

pytestmark = pytest.mark.django_db


def accorder(demande: Demande, **champs) -> Demande:
    return accepter(demande=demande, par=cheffe(dates(demande)[0].salle), maintenant=MAINTENANT, **champs)


def test_l_accord_dans_une_salle_retiree_est_refuse_et_dit_pourquoi():
    demande = deposee(ici := salle(), le_lundi(2))
    retirer(salle=ici)
    with pytest.raises(SalleIndisponible, match="la salle n’est plus proposée") as refus:
        accorder(demande)
    raison = refus.value.details["indisponibles"][0]["raisons"]
    assert raison == [{"code": "hors_ouverture", "libelle": "La salle n’est plus proposée"}]
    assert (etats(demande), Reservation.objects.count()) == (["souhaite", "souhaite"], 0)


def test_aucune_phrase_ne_leve_le_retrait():
    demande = deposee(ici := salle())
    retirer(salle=ici)
    with pytest.raises(SalleIndisponible):
        accorder(demande, derogations={"hors_ouverture": "Exceptionnellement."})


def test_une_option_dans_une_salle_retiree_est_refusee():
    demande = deposee(ici := salle())
    retirer(salle=ici)
    with pytest.raises(SalleIndisponible):
        poser_option(demande=demande, maintenant=MAINTENANT)


def test_une_option_posee_avant_le_retrait_ne_devient_pas_un_accord():
    demande = poser_option(demande=deposee(ici := salle()), maintenant=MAINTENANT)
    retirer(salle=ici)
    with pytest.raises(SalleIndisponible):
        accorder(demande)
    assert Reservation.objects.get().tenue == "option"


def test_annuler_un_refus_ne_repose_pas_d_option_dans_une_salle_retiree():
    demande = poser_option(demande=deposee(ici := salle()), maintenant=MAINTENANT)
    refuser(demande=demande, par=cheffe(ici), motif="personnel", message="Personne.", maintenant=MAINTENANT)
    retirer(salle=ici)
    annuler_decision(demande=demande, par=cheffe(ici), maintenant=MAINTENANT)
    assert etats(demande) == ["souhaite"]


def test_les_dates_deja_tenues_restent():
    demande = accorder(deposee(ici := salle(), le_lundi(2)))
    retirer(salle=ici)
    assert (etats(demande), set(Reservation.objects.values_list("tenue", flat=True))) == (["accepte"] * 2, {"ferme"})


def test_la_salle_retablie_se_donne_de_nouveau():
    demande = deposee(ici := salle())
    retirer(salle=ici)
    retablir(salle=ici, maintenant=MAINTENANT)
    assert etats(accorder(demande)) == ["accepte"]


def test_les_autres_salles_de_la_demande_se_donnent_et_la_date_perdue_reste_voulue():
    ici = salle()
    la = salle(ici.etablissement)
    lieu = association()
    dossier = deposer(
        association=lieu,
        demandeur=president(lieu),
        souhaits=[SouhaitDeSalle(une, le_lundi()) for une in (ici, la)],
        activite=theatre(),
        objet="Répétitions.",
        effectif=12,
        responsable=Responsable("Malik Benali", "06 00 00 00 00", "malik@exemple.fr"),
        maintenant=MAINTENANT,
    )
    demande = dossier.demandes.get()
    retirer(salle=ici)
    [perdue] = [date for date in dates(demande) if date.salle == ici]
    [donnee] = [date for date in dates(demande) if date.salle == la]
    accorder(demande, creneaux=[donnee.pk])
    perdue.refresh_from_db()
    donnee.refresh_from_db()
    assert (donnee.etat, perdue.etat, perdue.raisons) == ("accepte", "indisponible", ["hors_ouverture"])


def test_la_page_de_la_decision_le_dit_avant_le_clic(client, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: MAINTENANT)
    demande = deposee(ici := salle())
    retirer(salle=ici)
    client.force_login(cheffe(ici))
    page = a_plat(client.get(f"/etablissement/demandes/{demande.pk}/"))
    assert "La salle n’est plus proposée. Publiez-la de nouveau pour y donner une date, ou refusez." in page
    assert "Aucune date possible en ce moment" in page


def test_l_association_lit_que_la_salle_n_est_plus_proposee_et_personne_ne_lui_dit_de_refuser(client, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: MAINTENANT)
    ici = salle()
    demande = deposee(ici, le_lundi(2))
    donnee, perdue = dates(demande)
    accorder(demande, creneaux=[donnee.pk])
    demande.creneaux.filter(pk=perdue.pk).update(etat="indisponible", raisons=["hors_ouverture"])
    client.force_login(president(demande.association))
    page = client.get(f"/demandes/{demande.pk}/").content.decode()
    assert ("hors des heures d’ouverture" in page, "la salle n’est plus proposée" in page) == (True, False)
    retirer(salle=ici)
    page = client.get(f"/demandes/{demande.pk}/").content.decode()
    assert ("hors des heures d’ouverture" in page, "la salle n’est plus proposée" in page) == (False, True)
    assert "ou refusez" not in page


@pytest.mark.parametrize(
    ("role", "regle"),
    [
        ("chef", "Publiez-la de nouveau pour y donner une date, ou refusez."),
        ("accueil", "Elle ne se demande plus ; ce qui y est accordé le reste."),
        ("instructeur", "Elle ne se demande plus ; ce qui y est accordé le reste."),
    ],
)
def test_qui_decide_lit_quoi_faire_et_les_autres_ce_qu_il_en_est(client, monkeypatch, role, regle):
    monkeypatch.setattr(timezone, "now", lambda: MAINTENANT)
    ici = salle()
    retirer(salle=ici)
    lieu = ici.etablissement.collectivite if role == "instructeur" else ici.etablissement
    client.force_login(habiliter(personne(), role, lieu).utilisateur)
    explication = f"/api/v1/salles/{ici.pk}/explication/?debut={LUNDI}T18:00&fin={LUNDI}T20:00"
    assert [raison["regle"] for raison in client.get(explication).json()["raisons"]] == [regle]
