"""What everyone reads of a room: its page, its photos, its feed; never a name."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.urls import reverse
from icalendar import Calendar

from etablissements.models import Habilitation
from salles.models import Equipement, Fermeture, Reservation, Salle
from salles.moteur import Souhait, Vacances
from salles.services.photos import ajouter_photo
from salles.services.usages import saisir_usage
from tests.personnages import habiliter, personne
from tests.salles.pages_d_essai import texte
from tests.salles.salles_d_essai import LUNDI, MAINTENANT, TOUS_LES_SOIRS, local, prises, salle
from tests.salles.test_photos import image

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("horloge")]
SECRET = "Club de badminton n° 3"


def page(nom: str, une_salle: Salle) -> str:
    return reverse(f"salles:{nom}", args=[une_salle.pk])


def occuper(ici: Salle) -> None:
    """Enter a running occupant whose name only the school may read."""
    souhait = Souhait(
        LUNDI,
        local("18:00", "20:00").debut.time().replace(hour=18),
        local("18:00", "20:00").fin.time().replace(hour=20),
        vacances=Vacances.INCLURE,
    )
    saisir_usage(
        salle=ici, souhait=souhait, nature=Reservation.Nature.ASSOCIATION, libelle=SECRET, maintenant=MAINTENANT
    )


def test_la_page_dit_la_salle_en_une_phrase(client):
    ici = salle(type="gymnase", effectif_max=60)
    lue = texte(client.get(page("salle", ici)))
    assert "Un gymnase de <strong>60 places</strong> au Collège d’essai, gratuit" in lue


@pytest.mark.parametrize(("dernier_jour", "dite"), [(9, True), (8, False)])
def test_la_page_tait_une_ouverture_qui_est_finie(client, dernier_jour, dite):
    finissante = [replace(plage, dernier_jour=date(2026, 11, dernier_jour)) for plage in TOUS_LES_SOIRS]
    lue = texte(client.get(page("salle", salle(plages=finissante))))
    assert ("La salle ouvre" in lue) is dite


@pytest.mark.parametrize("nombre", [1, 3])
def test_la_page_se_lit_en_un_nombre_constant_de_requetes(client, nombre, django_assert_num_queries):
    ici = salle()
    prises(ici, *[local(f"{18 + n}:00", f"{19 + n}:00") for n in range(nombre)])
    client.get(page("salle", ici))  # a profile is decoded once in the life of the process
    with django_assert_num_queries(12):
        assert client.get(page("salle", ici), {"jour": "16/11/2026"}).status_code == 200


def test_le_public_voit_l_heure_prise_sans_le_nom_et_l_ecole_avec(client):
    ici = salle()
    occuper(ici)
    public = texte(client.get(page("salle", ici), {"jour": "16/11/2026"}))
    assert "18 h – 20 h Pris" in public
    assert SECRET not in public
    loge = personne()
    habiliter(loge, Habilitation.Role.ACCUEIL, ici.etablissement)
    client.force_login(loge)
    assert SECRET in texte(client.get(page("salle", ici), {"jour": "16/11/2026"}))


def test_l_apercu_de_la_gestionnaire_ne_montre_pas_les_noms(client):
    ici = salle()
    occuper(ici)
    claire = personne()
    habiliter(claire, Habilitation.Role.GESTIONNAIRE, ici.etablissement)
    client.force_login(claire)
    apercu = reverse("salles:apercu", args=[ici.etablissement.uai, ici.pk])
    assert SECRET not in texte(client.get(apercu, {"jour": "16/11/2026"}))


def test_le_bouton_garde_la_recherche(client):
    ici = salle()
    lue = texte(
        client.get(page("salle", ici), {"date": "16/11/2026", "debut": "18 h", "fin": "20 h", "pres_de": "Voiron"})
    )
    assert f"/demander/?date=16%2F11%2F2026&amp;debut=18+h&amp;fin=20+h&amp;pres_de=Voiron&amp;salle={ici.pk}" in lue
    assert "Libre le lundi 16 novembre 2026." in lue


@pytest.mark.parametrize(
    "recherche", [{"date": "31/02/2027"}, {"date": "16/11/2026"}, {"date": "\x00", "debut": "25:00"}]
)
def test_une_recherche_illisible_n_empeche_pas_de_lire_la_page(client, recherche):
    ici = salle()
    assert f"/demander/?salle={ici.pk}" in texte(client.get(page("salle", ici), recherche))


def test_la_page_dit_date_par_date_ce_qui_manque_au_souhait_et_qui_peut_le_changer(client):
    ici = salle()
    prises(ici, local("18:00", "20:00", LUNDI + timedelta(days=7)))
    serie = {"date": "16/11/2026", "debut": "18 h", "fin": "20 h", "repetition": "hebdomadaire"}
    lue = texte(client.get(page("salle", ici), serie | {"jusqu_au": "30/11/2026"}))
    assert "Libre 2 lundis sur 3." in lue
    assert "La date qui manque, et pourquoi" in lue
    assert "Prise de 18 h à 20 h par une association." in lue
    assert "Qui peut changer cela : la cheffe ou le chef d’établissement." in lue
    assert "Demander les 3 lundis (2 libres)" in lue


def test_un_effectif_trop_grand_se_lit_aussi_sur_la_page(client):
    souhait = {"date": "16/11/2026", "debut": "18 h", "fin": "20 h", "effectif": "31"}
    lue = texte(client.get(page("salle", salle()), souhait))
    assert "Trop de personnes pour la salle." in lue
    assert "Demander d’autres dates" in lue


def test_une_fermeture_se_lit_avec_sa_raison(client):
    ici = salle()
    Fermeture.objects.create(etablissement=ici.etablissement, premier_jour=LUNDI, dernier_jour=LUNDI, motif="Examens")
    lue = texte(client.get(page("salle", ici), {"jour": "16/11/2026"}))
    assert "8 h – 22 h Examens" in lue


def test_un_brouillon_n_existe_que_pour_son_etablissement(client):
    ici = salle()
    Salle.objects.filter(pk=ici.pk).update(statut="brouillon")
    photo = ajouter_photo(salle=ici, image=image(), texte_alternatif="La salle")
    for adresse in (page("salle", ici), page("agenda_ics", ici), reverse("salles:photo", args=[photo.pk])):
        assert client.get(adresse).status_code == 404
    claire = personne()
    habiliter(claire, Habilitation.Role.GESTIONNAIRE, ici.etablissement)
    client.force_login(claire)
    assert client.get(page("salle", ici)).status_code == 200


def test_une_photo_publique_est_servie_en_webp(client):
    photo = ajouter_photo(salle=salle(), image=image(), texte_alternatif="La salle")
    reponse = client.get(reverse("salles:photo", args=[photo.pk]))
    assert (reponse.status_code, reponse["Content-Type"]) == (200, "image/webp")
    assert b"".join(reponse.streaming_content)[8:12] == b"WEBP"


def test_une_photo_dont_le_fichier_a_disparu_est_introuvable(client):
    photo = ajouter_photo(salle=salle(), image=image(), texte_alternatif="La salle")
    Path(photo.image.path).unlink()
    reponse = client.get(reverse("salles:photo", args=[photo.pk]))
    assert (reponse.status_code, "Il n’y a rien à cette adresse." in reponse.content.decode()) == (404, True)


def test_le_flux_public_dit_les_heures_prises_sans_nom(client):
    ici = salle()
    occuper(ici)
    prises(ici, local("20:00", "21:00"))
    reponse = client.get(page("agenda_ics", ici))
    evenements = Calendar.from_ical(reponse.content).walk("VEVENT")
    assert [(e["DTSTART"].dt, e["DTEND"].dt, str(e["SUMMARY"])) for e in evenements] == [
        (local("18:00", "20:00").debut, local("20:00", "21:00").fin, "Occupé")
    ]
    assert SECRET.encode() not in reponse.content


def test_une_salle_qui_n_existe_pas_est_introuvable(client):
    assert client.get(reverse("salles:salle", args=[10**9])).status_code == 404
    assert client.get(reverse("salles:salle", args=[10**30])).status_code == 404


def test_la_page_reste_entiere_pour_qui_n_est_pas_connecte_dans_une_salle_sans_ouverture(client):
    ici = salle(plages=[])
    assert "La salle n’ouvre pas cette semaine." in texte(client.get(page("salle", ici)))


def test_l_equipement_se_lit_sans_deux_et_de_suite_et_garde_ses_capitales(client):
    ici = salle()
    ici.equipements.set(Equipement.objects.filter(code__in=["tables_et_chaises", "wifi"]))
    assert "Tables et chaises, Wi-Fi" in texte(client.get(page("salle", ici)))
