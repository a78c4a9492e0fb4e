"""A private school whose authority recorded an act: requests, accords and conventions rest on that act."""

from datetime import date

import pytest
from django.db import IntegrityError
from django.utils import timezone

from conventions.documents.edition import detaillees, imprimer
from conventions.exceptions import SansBaseLegale
from conventions.models import Convention
from conventions.services import accepter
from conventions.services.etat import REPENTIR
from etablissements.models import ActeFondateur, Etablissement
from etablissements.services.actes import retirer_acte
from tests.conventions.demandes_d_essai import cheffe, deposee, le_lundi, president
from tests.pages import a_plat, en_clair
from tests.pdf import sans_blancs, texte
from tests.personnages import etablissement, personne
from tests.salles.salles_d_essai import MAINTENANT, salle

pytestmark = pytest.mark.django_db
ACTE = "Convention de partenariat n° 12 du 3\N{NO-BREAK SPACE}juillet 2026"


@pytest.fixture
def ici():
    ecole = etablissement(nom="Collège privé", secteur=Etablissement.Secteur.PRIVE)
    ActeFondateur.objects.create(
        etablissement=ecole, intitule="Convention de partenariat", reference="12", pris_le=date(2026, 7, 3)
    )
    return salle(ecole)


def convenue(ici) -> Convention:
    accepter(demande=deposee(ici, le_lundi(2)), par=cheffe(ici), maintenant=MAINTENANT)
    return detaillees(Convention.objects.all()).get()


def test_la_convention_cite_l_acte_et_le_garde_quand_il_est_retire(ici):
    convention = convenue(ici)
    retirer_acte(etablissement=ici.etablissement, aujourdhui=MAINTENANT.date())
    convention.refresh_from_db()
    assert (convention.base_legale, convention.acte, convention.motif_gratuite) == ("", ACTE, "")


def test_sans_l_acte_rien_ne_se_demande_ni_ne_s_accorde(ici):
    attend = deposee(ici)
    retirer_acte(etablissement=ici.etablissement, aujourdhui=MAINTENANT.date())
    with pytest.raises(SansBaseLegale):
        deposee(ici)
    with pytest.raises(SansBaseLegale):
        accepter(demande=attend, par=cheffe(ici), maintenant=MAINTENANT)


def test_le_document_ne_prete_pas_a_une_ecole_privee_les_regles_du_domaine_public(ici):
    dit = sans_blancs(texte(imprimer(convenue(ici))))
    presents = {
        mots: sans_blancs(mots) in dit
        for mots in (
            f"en application de cet acte : {ACTE}",
            "qu’après l’accord de l’organisme de gestion",
            "L’occupation est gratuite.",
            "conseil d’administration",
            "service public de l’éducation. Aucun",
            "collectivité propriétaire",
            "L. 213-2-2",
        )
    }
    assert list(presents.values()) == [True, True, True, False, False, False, False], presents


def test_la_page_de_la_convention_dit_l_acte(client, monkeypatch, ici):
    convention = convenue(ici)
    monkeypatch.setattr(timezone, "now", lambda: MAINTENANT + REPENTIR)
    client.force_login(president(convention.demande.association))
    page = a_plat(client.get(convention.get_absolute_url()))
    assert en_clair(ACTE) in page
    assert "Restent l’accord de l’organisme de gestion" in page


def test_demander_a_une_ecole_sans_acte_le_dit_avant_le_formulaire(client, ici):
    retirer_acte(etablissement=ici.etablissement, aujourdhui=MAINTENANT.date())
    client.force_login(personne())
    reponse = client.get(f"/demander/?salle={ici.pk}")
    assert reponse.status_code == 409
    assert "n’a enregistré aucun acte" in reponse.content.decode()


def test_la_base_refuse_une_convention_sans_fondement(ici):
    convenue(ici)
    with pytest.raises(IntegrityError):
        Convention.objects.update(acte="")
