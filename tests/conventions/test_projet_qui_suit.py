"""The draft of the convention follows its dates: what is given back is neither asked for nor paid for."""

import re
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from importlib import import_module

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from conventions.documents.edition import detaillees, dire, imprimer
from conventions.models import Convention, CreneauDemande, Demande
from conventions.services import accepter, annuler_demande, liberer_date
from etablissements.ecriture import jour_long, periode
from salles.models import Salle
from tests.conventions.demandes_d_essai import cheffe, dates, deposee, deposee_en, le_lundi, president
from tests.defaire import tout_defaire
from tests.pdf import sans_blancs, texte
from tests.personnages import etablissement
from tests.salles.salles_d_essai import LUNDI, MAINTENANT, salle

pytestmark = pytest.mark.django_db

UNE_SEMAINE = timedelta(weeks=1)
UNE_HEURE = timedelta(hours=1)


def accordee(ici: Salle, fois: int = 4) -> Demande:
    return accepter(demande=deposee(ici, le_lundi(fois)), par=cheffe(ici), maintenant=MAINTENANT)


def projet(demande: Demande) -> Convention:
    return detaillees(Convention.objects.filter(demande=demande)).get()


def rendre(demande: Demande, *rangs: int, maintenant=MAINTENANT + UNE_HEURE) -> None:
    siennes = dates(demande)
    for rang in rangs:
        liberer_date(creneau=siennes[rang], maintenant=maintenant)


def plat(mots: str) -> str:
    return mots.replace("\N{NO-BREAK SPACE}", " ")


def test_une_date_rendue_ne_se_paie_plus_et_la_periode_se_resserre():
    demande = accordee(salle(tarif_horaire_euros=4))
    rendre(demande, 0)
    suite = projet(demande)
    assert (suite.version, suite.redigee_le) == (2, MAINTENANT + UNE_HEURE)
    assert (suite.premier_jour, suite.dernier_jour) == (LUNDI + UNE_SEMAINE, LUNDI + 3 * UNE_SEMAINE)
    assert (suite.montant_euros, suite.statut) == (24, "redaction")
    dit = sans_blancs(texte(imprimer(suite)))
    for attendu in (
        "3 lundis de 18 h à 20 h, du 23 novembre au 7 décembre 2026",
        "porte sur 3 dates, soit 6 h, du 23 novembre au 7 décembre 2026",
        "La convention vaut du 23 novembre au 7 décembre 2026",
        "La redevance est de 24 € pour 6 h, à raison de 4 € l’heure",
        "version 2, rédigée le 9 novembre 2026",
    ):
        assert sans_blancs(attendu) in dit


def test_la_page_et_l_api_disent_le_meme_montant_et_la_meme_periode(client):
    demande = accordee(salle(tarif_horaire_euros=4))
    rendre(demande, 3)
    client.force_login(president(demande.association))
    page = plat(client.get(f"/conventions/{demande.convention.pk}/").content.decode())
    assert "3 lundis de 18 h à 20 h, du 16 au 30 novembre 2026" in page
    assert "24 €" in page
    lue = client.get(f"/api/v1/conventions/{demande.convention.pk}/").json()
    assert (lue["montant_euros"], lue["premier_jour"], lue["dernier_jour"], lue["version"]) == (
        "24.00",
        "2026-11-16",
        "2026-11-30",
        2,
    )


def test_un_tarif_qui_change_apres_l_accord_ne_change_pas_ce_qui_est_convenu():
    ici = salle(tarif_horaire_euros=4)
    demande = accordee(ici)
    Salle.objects.filter(pk=ici.pk).update(tarif_horaire_euros=9)
    rendre(demande, 1)
    assert projet(demande).montant_euros == 24
    assert "24 € pour 6 h, à raison de 4 € l’heure." in plat(dire(projet(demande))["prix"]["phrase"])


def test_ce_qu_un_projet_a_de_gratuit_dit_pourquoi():
    ecole = etablissement()
    payante, libre = salle(ecole, tarif_horaire_euros=4), salle(ecole)
    demande = accepter(demande=deposee_en([payante, libre], fois=1), par=cheffe(libre), maintenant=MAINTENANT)
    motif = projet(demande).motif_gratuite
    assert (projet(demande).montant_euros, motif.startswith("intérêt général")) == (8, True)
    assert (
        f"Elle est versée à l’établissement et n’est pas indexée. Motif de la gratuité : {motif}."
        in dire(projet(demande))["prix"]["phrase"]
    )
    liberer_date(creneau=demande.creneaux.get(salle=payante), maintenant=MAINTENANT)
    assert (projet(demande).montant_euros, projet(demande).motif_gratuite) == (0, motif)


def test_une_convention_qui_n_est_plus_un_projet_ne_se_recrit_pas():
    demande = accordee(salle(tarif_horaire_euros=4))
    Convention.objects.update(statut=Convention.Statut.SIGNEE)
    rendre(demande, 0)
    assert (projet(demande).version, projet(demande).montant_euros, projet(demande).premier_jour) == (1, 32, LUNDI)


def test_un_projet_abandonne_ne_demande_rien():
    demande = accordee(salle(tarif_horaire_euros=4))
    annuler_demande(demande=demande, maintenant=MAINTENANT)
    assert (projet(demande).statut, projet(demande).montant_euros) == ("abandonnee", 0)
    dit = sans_blancs(texte(imprimer(projet(demande))))
    assert sans_blancs("porte sur 0 date. L’annexe") in dit
    assert sans_blancs("Rien n’est dû : il ne reste aucune date.") in dit


def test_deux_phrases_de_l_acces_restent_deux_phrases():
    demande = accordee(salle(acces="badge", acces_detail="Il ouvre le portail."))
    [lue] = dire(projet(demande))["salles"]
    assert lue["acces"].endswith(". Il ouvre le portail")


# -- what was agreed before tariffs were kept --------------------------------------------------


def migrer() -> None:
    migration = import_module("conventions.migrations.0008_tarif_convenu")
    with connection.cursor() as curseur:
        curseur.execute(migration.DIRE_LE_TARIF)
        curseur.execute(migration.SUIVRE_LES_DATES)


def ancienne(*salles: Salle, fois: int) -> Demande:
    """Return an accord as it was written before: no tariff on its dates."""
    demande = accepter(demande=deposee_en(salles, fois=fois), par=cheffe(salles[0]), maintenant=MAINTENANT)
    demande.creneaux.update(tarif_horaire_euros=None)
    return demande


def test_un_ancien_projet_reprend_le_tarif_de_son_montant_puis_ses_dates():
    ici = salle(tarif_horaire_euros=4)
    demande = ancienne(ici, fois=4)
    Salle.objects.filter(pk=ici.pk).update(tarif_horaire_euros=9)
    CreneauDemande.objects.filter(pk=dates(demande)[0].pk).update(etat="libere")
    migrer()
    assert set(demande.creneaux.values_list("tarif_horaire_euros", flat=True)) == {4}
    assert (projet(demande).montant_euros, projet(demande).premier_jour) == (24, LUNDI + UNE_SEMAINE)
    assert projet(demande).version == 2
    verifier(demande)


def test_un_ancien_projet_de_deux_tarifs_les_garde():
    ecole = etablissement()
    demande = ancienne(salle(ecole, tarif_horaire_euros=4), salle(ecole, tarif_horaire_euros="4.55"), fois=2)
    migrer()
    assert (projet(demande).montant_euros, projet(demande).version) == (Decimal("34.20"), 1)
    verifier(demande)


def test_un_ancien_projet_gratuit_le_reste():
    demande = ancienne(salle(), fois=2)
    migrer()
    assert set(demande.creneaux.values_list("tarif_horaire_euros", flat=True)) == {0}
    assert projet(demande).version == 1


# -- whatever is given back ----------------------------------------------------------------

TARIFS = ["3.00", "4.50", "12.30"]


def _nombre(mots: str) -> Decimal:
    return Decimal(plat(mots).replace(" ", "").replace(",", "."))


def _heures(mots: str) -> Decimal:
    heures, _, minutes = plat(mots).partition("h")
    return Decimal(heures.strip()) + Decimal(minutes.strip() or 0) / 60


def verifier(demande: Demande) -> Convention:
    """The document says the same of its dates everywhere, and the row that the API reads says it too. Return it."""
    lue = projet(demande)
    dit = dire(lue)
    jours = [date.fromisoformat(str(jour)) for jour in lue.creneaux.values_list("jour", flat=True)]
    assert [ligne[0] for ligne in dit["dates"]] == [jour_long(jour) for jour in jours]
    assert dit["periode"] == periode(jours[0], jours[-1]) == periode(lue.premier_jour, lue.dernier_jour)
    assert dit["etendue"].endswith(dit["periode"])
    phrase = plat(dit["prix"]["phrase"])
    total, heures, tarifs = re.fullmatch(
        r"La redevance est de (.+?) € pour ([\d h]+), à raison de (.+)\. "
        r"Elle est versée à l’établissement et n’est pas indexée\.",
        phrase,
    ).groups()
    par_tarif = re.findall(r"([\d,]+) € l’heure(?: pour ([\d h]+) \()?", tarifs)
    du = sum(_nombre(tarif) * _heures(temps or heures) for tarif, temps in par_tarif)
    assert _nombre(total) == du == lue.montant_euros
    assert f"soit {heures}" in plat(dit["etendue"])
    return lue


@pytest.mark.hypothesis
@pytest.mark.lent
def test_quoi_que_l_on_rende_le_projet_se_dit_toujours_le_meme():
    """One accord for each number of dates and each set of tariffs, which each example finds as it was given."""
    ecole = etablissement()

    @cache
    def accordee_a(fois: int, *tarifs: str) -> Demande:
        salles = [salle(ecole, tarif_horaire_euros=tarif) for tarif in tarifs]
        return accepter(demande=deposee_en(salles, fois=fois), par=cheffe(salles[0]), maintenant=MAINTENANT)

    @given(tarifs=st.lists(st.sampled_from(TARIFS), min_size=1, max_size=2), fois=st.integers(2, 3), donnees=st.data())
    def se_dire_toujours_le_meme(tarifs, fois, donnees):
        demande = accordee_a(fois, *sorted(tarifs))
        with tout_defaire():
            _rendre_une_a_une(demande, donnees.draw(st.permutations([creneau.pk for creneau in dates(demande)])))

    se_dire_toujours_le_meme()


def _rendre_une_a_une(demande: Demande, ordre: list[int]) -> None:
    verifier(demande)
    for rang, pk in enumerate(ordre[:-1], start=2):
        liberer_date(creneau=CreneauDemande.objects.get(pk=pk), maintenant=MAINTENANT)
        assert verifier(demande).version == rang
