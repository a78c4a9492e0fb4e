"""From an empty page to a published room, and back."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from etablissements.models import Site
from salles.models import Equipement, Espace, Salle
from salles.moteur import Regles
from salles.series import plages_de, supprimer_ouvertures
from salles.services.completude import manques, phrase_des_manques
from salles.services.espaces import diviser
from salles.services.ouvertures import OuverturesRefusees, definir_ouvertures
from salles.services.publication import (
    NomPris,
    SalleIncomplete,
    TransitionImpossible,
    copier_salle,
    decrire_salle,
    ouvrir_salle,
    publier,
    retablir,
    retirer,
)
from socle.typographie import BLANC
from tests.personnages import etablissement
from tests.salles.salles_d_essai import MAINTENANT, TOUS_LES_SOIRS, local, ouvrir, prises, salle

pytestmark = pytest.mark.django_db
Statut = Salle.Statut


def codes(une_salle: Salle) -> list[str]:
    return [manque.code for manque in manques(une_salle, MAINTENANT)]


def brouillon(**champs) -> Salle:
    """Return a room that lacks nothing but the certified planning."""
    une = ouvrir_salle(etablissement=etablissement(), nom="Gymnase", type_de_salle="gymnase")
    Salle.objects.filter(pk=une.pk).update(
        **{"acces_detail": "Portail rue des Écoliers", "pmr_detail": "De plain-pied", **champs}
    )
    ouvrir(une, TOUS_LES_SOIRS)
    une.photos.create(image="salles/x.webp", texte_alternatif="Le gymnase", largeur=1, hauteur=1)
    return Salle.objects.get(pk=une.pk)


def test_une_salle_ouverte_depuis_son_type_a_des_reponses_usuelles_et_ses_murs():
    une = ouvrir_salle(etablissement=etablissement(), nom="Gymnase", type_de_salle="gymnase")
    assert (une.statut, une.types_erp, une.acces, [espace.nom for espace in une.espaces.all()]) == (
        "brouillon",
        ["X"],
        "cle",
        ["Gymnase"],
    )


def test_une_salle_neuve_dit_ce_qui_lui_manque_dans_l_ordre():
    une = ouvrir_salle(etablissement=etablissement(), nom="Gymnase", type_de_salle="gymnase")
    assert codes(une) == ["acces", "pmr", "photo", "ouvertures", "planning"]


def test_deux_salles_d_un_etablissement_n_ont_pas_le_meme_nom():
    ecole = etablissement()
    ouvrir_salle(etablissement=ecole, nom="Gymnase", type_de_salle="gymnase")
    with pytest.raises(NomPris):
        ouvrir_salle(etablissement=ecole, nom="GYMNASE", type_de_salle="gymnase")


def test_deux_etablissements_d_un_site_nomment_chacun_leur_gymnase():
    site = Site.objects.create(nom="Cité scolaire")
    for uai, nom in (("0380001A", "Collège"), ("0380002B", "Lycée")):
        ouvrir_salle(etablissement=etablissement(uai=uai, nom=nom, site=site), nom="Gymnase", type_de_salle="gymnase")
    assert list(Espace.objects.values_list("nom", flat=True)) == ["Gymnase", "Gymnase (2)"]


def test_une_copie_reprend_tout_sauf_les_photos_et_les_murs():
    modele = brouillon(effectif_max=57, tampon_leve_pour_soi=False)
    modele.equipements.set([Equipement.objects.get_or_create(code="tapis", defaults={"libelle": "tapis"})[0]])
    copie = copier_salle(modele=modele, nom="Gymnase B")
    assert (copie.effectif_max, [equipement.code for equipement in copie.equipements.all()]) == (57, ["tapis"])
    assert [getattr(copie, nom) for nom in Regles.__slots__] == [getattr(modele, nom) for nom in Regles.__slots__]
    assert plages_de([copie])[copie.pk] == plages_de([modele])[modele.pk]
    assert (copie.photos.count(), [espace.nom for espace in copie.espaces.all()]) == (0, ["Gymnase B"])


def test_publier_refuse_ce_qui_manque_et_le_dit():
    une = ouvrir_salle(etablissement=etablissement(), nom="Gymnase", type_de_salle="gymnase")
    with pytest.raises(SalleIncomplete) as refus:
        publier(salle=une, planning_a_jour=True, maintenant=MAINTENANT)
    assert refus.value.message.replace(BLANC, " ") == (
        "Il manque « Par où, et qui appeler », un mot sur l’accès en fauteuil, une photo et ses heures d’ouverture."
    )


def test_ne_pas_dire_comment_on_entre_se_dit_autrement_que_ne_pas_dire_par_ou():
    une = ouvrir_salle(etablissement=etablissement(), nom="Gymnase", type_de_salle="gymnase")
    une.acces = ""
    assert phrase_des_manques(manques(une, MAINTENANT)).startswith("Il manque la façon d’y entrer, un mot")


def test_publier_refuse_un_planning_qui_n_est_pas_certifie():
    with pytest.raises(SalleIncomplete):
        publier(salle=brouillon(), planning_a_jour=False, maintenant=MAINTENANT)


def ouvrir_jusqu_au(une_salle: Salle, jour: date) -> None:
    """Open it until that day, and at no other time."""
    supprimer_ouvertures(une_salle.plages.all())
    ouvrir(une_salle, [replace(plage, dernier_jour=jour) for plage in TOUS_LES_SOIRS])


def test_des_ouvertures_toutes_finies_ne_sont_pas_des_ouvertures():
    une = brouillon()
    aujourdhui = date(2026, 11, 9)
    ouvrir_jusqu_au(une, aujourdhui)
    assert codes(une) == ["planning"]
    ouvrir_jusqu_au(une, aujourdhui - timedelta(days=1))
    assert codes(une) == ["ouvertures", "planning"]
    with pytest.raises(SalleIncomplete):
        publier(salle=une, planning_a_jour=True, maintenant=MAINTENANT)


def test_une_salle_publiee_ne_garde_pas_que_des_ouvertures_finies():
    une = publier(salle=brouillon(), planning_a_jour=True, maintenant=MAINTENANT)
    finies = [replace(plage, dernier_jour=date(2026, 11, 8)) for plage in TOUS_LES_SOIRS]
    with pytest.raises(OuverturesRefusees):
        definir_ouvertures(salle=une, plages=finies, maintenant=MAINTENANT)
    assert codes(une) == []


def test_une_salle_retiree_dont_les_ouvertures_sont_finies_ne_se_retablit_pas():
    une = retirer(salle=publier(salle=brouillon(), planning_a_jour=True, maintenant=MAINTENANT))
    ouvrir_jusqu_au(une, date(2026, 11, 30))
    with pytest.raises(SalleIncomplete):
        retablir(salle=une, maintenant=MAINTENANT + timedelta(days=22))


def test_publier_puis_retirer_puis_retablir():
    une = publier(salle=brouillon(), planning_a_jour=True, maintenant=MAINTENANT)
    assert (une.statut, une.publiee_le, une.planning_a_jour_le, une.profil_id is None) == (
        Statut.PUBLIEE,
        MAINTENANT,
        MAINTENANT,
        False,
    )
    assert retirer(salle=une).statut == Statut.RETIREE
    assert retablir(salle=une, maintenant=MAINTENANT).statut == Statut.PUBLIEE


def test_une_salle_deja_publiee_ne_se_publie_pas_deux_fois():
    une = publier(salle=brouillon(), planning_a_jour=True, maintenant=MAINTENANT)
    with pytest.raises(TransitionImpossible):
        publier(salle=une, planning_a_jour=True, maintenant=MAINTENANT)


def test_un_brouillon_ne_se_retablit_pas_sans_planning_certifie():
    with pytest.raises(SalleIncomplete):
        retablir(salle=brouillon(), maintenant=MAINTENANT)


def test_une_salle_publiee_ne_perd_pas_une_reponse_obligatoire():
    une = publier(salle=brouillon(), planning_a_jour=True, maintenant=MAINTENANT)
    with pytest.raises(SalleIncomplete):
        decrire_salle(salle=une, nom=une.nom, pmr_detail="", equipements=[], maintenant=MAINTENANT)
    une.refresh_from_db()
    assert une.pmr_detail == "De plain-pied"


# -- Walls ---------------------------------------------------------------------------


def test_diviser_ouvre_une_salle_par_partie_et_la_salle_entiere_les_prend_toutes():
    entiere = brouillon(effectif_max=100)
    parties = diviser(salle=entiere, parties=3, maintenant=MAINTENANT)
    assert [(partie.nom, partie.effectif_max, partie.statut) for partie in parties] == [
        ("Gymnase, tiers 1", 33, "brouillon"),
        ("Gymnase, tiers 2", 33, "brouillon"),
        ("Gymnase, tiers 3", 33, "brouillon"),
    ]
    assert set(entiere.espaces.all()) == {espace for partie in parties for espace in partie.espaces.all()}
    assert prises(parties[1], local("18:00", "20:00")) != [None]
    assert prises(entiere, local("19:00", "21:00")) == [None]


def test_diviser_divise_aussi_la_salle_de_l_autre_etablissement_du_site():
    entiere = brouillon()
    lycee = etablissement(uai="0380002B", nom="Lycée", site=entiere.etablissement.site)
    autre = salle(lycee, espaces=entiere.espaces.all())
    diviser(salle=entiere, parties=2, maintenant=MAINTENANT)
    assert set(autre.espaces.all()) == set(entiere.espaces.all())
    assert autre.espaces.count() == 2
