"""Who is told what, in which words, and when."""

from datetime import date, time, timedelta

import pytest
from django.core import mail

from conventions import annonces
from conventions.exceptions import SalleIndisponible
from conventions.phrases import Moment
from conventions.services import (
    accepter,
    annuler_demande,
    completer,
    demander_pieces,
    liberer_date,
    poser_option,
    refuser,
    retirer,
)
from etablissements.models import Collectivite
from tests.conventions.demandes_d_essai import cheffe, dates, deposee, le_lundi, president
from tests.pages import en_clair
from tests.personnages import association, etablissement, habiliter, personne
from tests.salles.salles_d_essai import MAINTENANT, lundis, prises, salle

pytestmark = pytest.mark.django_db

DIX_MINUTES = timedelta(minutes=10)
A_CONFIRMER = [("conventions.confirmer_une_decision", MAINTENANT + DIX_MINUTES)]


def programmes(taches) -> list[tuple[str, str]]:
    """Return what waits, as (message, address)."""
    messages = [tache["args"] for _, tache in sorted(taches.jobs.items()) if "gabarit" in tache["args"]]
    return [(message["gabarit"], message["destinataire"]) for message in messages]


@pytest.fixture
def ici():
    return salle(etablissement(nom="Collège Plan Menu", telephone="04 00 00 00 00"), nom="Gymnase")


@pytest.fixture
def club():
    return association("Association de démonstration n° 12")


def test_un_depot_accuse_reception_et_previent_l_ecole(ici, club, taches):
    chef, gestionnaire = cheffe(ici), personne("gestion@exemple.fr")
    habiliter(gestionnaire, "gestionnaire", ici.etablissement)
    habiliter(personne("loge@exemple.fr"), "accueil", ici.etablissement)
    hier = MAINTENANT.date() - timedelta(days=1)
    habiliter(personne("parti@exemple.fr"), "chef", ici.etablissement, dernier_jour=hier)
    deposee(ici, par=club)
    assert sorted(programmes(taches)) == sorted(
        [
            ("conventions/accuse", president(club).courriel),
            ("conventions/a_decider", chef.courriel),
            ("conventions/a_decider", "gestion@exemple.fr"),
        ]
    )


def test_l_accuse_porte_les_mentions_de_la_loi(ici, club, executer_taches):
    Collectivite.objects.update(tribunal="tribunal administratif de Grenoble")
    cheffe(ici)
    demande = deposee(ici, le_lundi(3), par=club)
    executer_taches()
    message = next(m for m in mail.outbox if m.subject == f"Votre demande {demande.numero} est arrivée")
    corps = en_clair(message.body)
    for attendu in (
        "Vous demandez 3 lundis de 18 h à 20 h, du 16 au 30 novembre 2026 :\nGymnase, collège Plan Menu.",
        "Le collège Plan Menu doit vous répondre avant le 24 novembre 2026.",
        "Accusé de réception au titre de l’article L. 112-3",
        "Service responsable : Collège Plan Menu ; téléphone 04 00 00 00 00.",
        "Sans réponse écrite avant le 9 janvier 2027, la demande est réputée refusée",
        "Vous pourrez alors, dans les 2 mois, demander au collège Plan Menu de revoir sa décision",
        "saisir le tribunal administratif de Grenoble",
        f"http://127.0.0.1:8000/demandes/{demande.pk}/accuse.pdf",
    ):
        assert attendu in corps


def test_l_ecole_lit_l_essentiel_et_va_droit_a_la_decision(ici, club, executer_taches):
    cheffe(ici)
    prises(ici, lundis(3)[1])
    demande = deposee(ici, le_lundi(3), par=club)
    executer_taches()
    message = next(m for m in mail.outbox if "vous demande" in m.subject)
    assert en_clair(message.subject) == "Association de démonstration n° 12 vous demande Gymnase"
    corps = en_clair(message.body)
    for attendu in (
        "3 lundis de 18 h à 20 h, du 16 au 30 novembre 2026 : Gymnase.",
        "« Répétitions de la pièce de fin d’année. »",
        "2 dates sur 3 sont libres.",
        f"http://127.0.0.1:8000/etablissement/demandes/{demande.pk}/",
    ):
        assert attendu in corps
    assert "« Répétitions de la pièce de fin d’année. »" in en_clair(message.alternatives[0].content)


def test_l_accord_part_apres_dix_minutes_avec_le_mot_de_la_cheffe(ici, club, taches, executer_taches):
    demande = deposee(ici, le_lundi(3), par=club)
    taches.reset()
    accepter(demande=demande, par=cheffe(ici), message="Bienvenue à tous.", maintenant=MAINTENANT)
    assert [(tache["task_name"], tache["scheduled_at"]) for tache in taches.jobs.values()] == A_CONFIRMER
    executer_taches()
    [message] = mail.outbox
    assert message.subject == "Accord pour Gymnase, collège Plan Menu"
    assert (
        "Le collège Plan Menu donne son accord pour 3 lundis de 18 h à 20 h, du 16 au 30 novembre 2026. "
        "Les dates sont tenues, sous réserve de la convention signée : "
        "restent le vote du conseil d’administration, puis les signatures." in en_clair(message.body)
    )
    assert "« Bienvenue à tous. »" in en_clair(message.body)


def test_la_rivale_apprend_ce_qu_elle_perd_sans_qu_on_lui_nomme_l_autre(ici, club, taches, executer_taches):
    autre = association("Club rival")
    demande = deposee(ici, le_lundi(2), par=club)
    rivale = deposee(ici, le_lundi(2), par=autre)
    poser_option(demande=rivale, creneaux=[dates(rivale)[0].pk], maintenant=MAINTENANT)
    taches.reset()
    accepter(demande=demande, par=cheffe(ici), maintenant=MAINTENANT)
    executer_taches()
    recus = [en_clair(m.body) for m in mail.outbox if m.to == [president(autre).courriel]]
    assert len(recus) == 2
    assert "L’option que le collège Plan Menu vous gardait pour le lundi 16 novembre 2026 prend fin" in recus[0]
    assert "Pour le lundi 23 novembre 2026, le collège Plan Menu a donné la salle à une autre demande" in recus[1]
    assert not any("Association de démonstration" in corps for corps in recus)


def test_le_refus_dit_qui_pourquoi_et_comment_contester(ici, club, taches, executer_taches):
    demande = deposee(ici, par=club)
    taches.reset()
    refuser(demande=demande, par=cheffe(ici), motif="personnel", message="Aucun agent le lundi.", maintenant=MAINTENANT)
    assert [(tache["task_name"], tache["scheduled_at"]) for tache in taches.jobs.values()] == A_CONFIRMER
    executer_taches()
    corps = en_clair(mail.outbox[0].body)
    for attendu in (
        "Le collège Plan Menu ne peut pas donner suite à votre demande : aucun agent n’est disponible pour ouvrir.",
        "« Aucun agent le lundi. »",
        "Décision prise le 9 novembre 2026 par Claire Martin, cheffe ou chef d’établissement.",
        "Vous pouvez, dans les 2 mois, demander au collège Plan Menu de revoir sa décision",
    ):
        assert attendu in corps


def test_chaque_suite_previent_l_autre_partie(ici, club, taches, executer_taches):
    chef = cheffe(ici)
    moi, elle = president(club).courriel, chef.courriel
    demande = deposee(ici, le_lundi(2), par=club)

    def apres(acte, **champs) -> list[tuple[str, str]]:
        taches.reset()
        acte(maintenant=MAINTENANT, **champs)
        executer_taches()
        return programmes(taches)

    assert apres(demander_pieces, demande=demande, par=chef, types=["cer"]) == [("conventions/pieces", moi)]
    assert apres(completer, demande=demande) == [("conventions/completee", elle)]
    assert apres(poser_option, demande=demande) == [("conventions/option", moi)]
    assert apres(accepter, demande=demande, par=chef) == [("conventions/accord", moi)]
    assert apres(liberer_date, creneau=dates(demande)[0]) == [("conventions/date_rendue", elle)]
    assert apres(annuler_demande, demande=demande) == [("conventions/retrait", elle)]


def test_un_retrait_previent_l_ecole(ici, club, taches, executer_taches):
    cheffe(ici)
    demande = deposee(ici, par=club)
    taches.reset()
    retirer(demande=demande, maintenant=MAINTENANT)
    executer_taches()
    assert en_clair(mail.outbox[0].subject) == f"Association de démonstration n° 12 retire sa demande {demande.numero}"
    assert "Vous n’avez plus rien à décider." in mail.outbox[0].body


def test_un_acte_refuse_ne_programme_rien(ici, club, taches):
    demande = deposee(ici, le_lundi(2), par=club)
    prises(ici, lundis(2)[1])
    taches.reset()
    with pytest.raises(SalleIndisponible):
        accepter(demande=demande, par=cheffe(ici), maintenant=MAINTENANT)
    assert taches.jobs == {}


def test_ce_qu_on_a_tape_ne_devient_pas_du_html(ici, taches, executer_taches):
    cheffe(ici)
    deposee(ici, par=association("<script>alert(1)</script> 🎭"))
    executer_taches()
    for message in mail.outbox:
        [page] = message.alternatives
        assert "<script>" not in page.content
    assert any("&lt;script&gt;alert(1)&lt;/script&gt; 🎭" in m.alternatives[0].content for m in mail.outbox)


def test_chaque_message_a_un_objet_une_salutation_et_une_signature(ici, club, executer_taches):
    chef = cheffe(ici)
    une, autre = deposee(ici, le_lundi(2), par=club), deposee(ici, le_lundi(2))
    poser_option(demande=autre, maintenant=MAINTENANT)
    demander_pieces(demande=une, par=chef, types=["cer"], maintenant=MAINTENANT)
    completer(demande=une, maintenant=MAINTENANT)
    accepter(demande=une, par=chef, maintenant=MAINTENANT)
    liberer_date(creneau=dates(une)[0], maintenant=MAINTENANT)
    executer_taches()
    assert len(mail.outbox) == 10
    for message in mail.outbox:
        assert message.subject
        assert message.body.startswith("Bonjour,\n\n")
        assert "Préau, pour le collège Plan Menu." in message.body
        assert "{{" not in message.body
        [page] = message.alternatives
        assert page.content.count("<h1>") == 1


def test_l_accord_d_une_seule_date_se_lit_au_singulier_et_nomme_celles_qui_manquent(ici):
    def a(jour: int) -> Moment:
        return Moment(date(2027, 1, jour), time(18), time(20), timedelta(hours=2))

    assert annonces.accord(ici.etablissement, [a(26)], [a(5), a(12), a(19)]).replace("\N{NO-BREAK SPACE}", " ") == (
        "Le collège Plan Menu donne son accord pour le mardi 26 janvier 2027 de 18 h à 20 h. "
        "Il ne peut pas donner les 5, 12 et 19 janvier. La date est tenue, sous réserve de la convention signée : "
        "restent le vote du conseil d’administration, puis les signatures."
    )


def test_des_dates_perdues_s_accordent_avec_ce_qu_elles_nomment(ici):
    mardis = [date(2027, 1, 5), date(2027, 1, 12)]
    dite = annonces.dates_perdues(ici.etablissement, mardis, option_tombee=False)
    assert dite.replace("\N{NO-BREAK SPACE}", " ") == (
        "Pour 2 mardis, le collège Plan Menu a donné la salle à une autre demande : ces dates ne sont plus libres. "
        "Votre demande reste ouverte ; si la salle se libère, l’établissement pourra vous la donner."
    )


@pytest.mark.parametrize(
    ("prises_la", "dite"),
    [
        ([1], "Le 23 novembre n’est pas libre : cette date reste souhaitée, l’établissement peut vous la donner"),
        ([0, 2], "Les 16 et 30 novembre ne sont pas libres : ces dates restent souhaitées, l’établissement peut vous"),
        ([0, 1, 2], "Aucune de ces dates n’est libre : elles restent souhaitées, l’établissement peut vous les donner"),
    ],
)
def test_l_accuse_nomme_les_dates_qui_ne_sont_pas_libres(ici, club, executer_taches, prises_la, dite):
    prises(ici, *[lundis(3)[rang] for rang in prises_la])
    deposee(ici, le_lundi(3), par=club)
    executer_taches()
    message = next(m for m in mail.outbox if "est arrivée" in m.subject)
    assert dite in en_clair(message.body)
    assert dite in en_clair(message.alternatives[0].content)


def test_l_accuse_se_tait_quand_tout_est_libre(ici, club, executer_taches):
    deposee(ici, le_lundi(3), par=club)
    executer_taches()
    assert not any("souhaitée" in en_clair(message.body) for message in mail.outbox)
