"""The documents: tagged, archivable, the same bytes twice, and deaf to what people type."""

import io
import re
from datetime import timedelta

import pikepdf
import pytest

from associations.models import Membre
from conventions.documents.accuse import contenu as contenu_accuse
from conventions.documents.edition import detaillees, imprimer
from conventions.documents.rendu import composer
from conventions.echeances import jour_du_depot
from conventions.lecture.demande import lire_dates
from conventions.models import Convention
from conventions.services import accepter, annuler_demande
from etablissements.textes import textes_en_vigueur
from salles.models import Materiel
from tests.conventions.demandes_d_essai import cheffe, dates, deposee, le_lundi
from tests.pdf import sans_blancs, texte
from tests.personnages import adherer, association, collectivite, etablissement, personne
from tests.salles.salles_d_essai import MAINTENANT, salle

pytestmark = [pytest.mark.django_db, pytest.mark.lent]

PIEGES = '#pagebreak() *gras* _penché_ $x^2$ @renvoi <label> #image("/etc/passwd") \\ // ] } <script>alert(1)</script>'


@pytest.fixture
def convention() -> Convention:
    collectivite(representant="La présidente du conseil départemental", tribunal="TA de Grenoble")
    ici = salle(etablissement(nom="Collège Plan Menu", telephone="04 00 00 00 00"), nom="Gymnase", surface_m2=400)
    chaises = Materiel.objects.create(etablissement=ici.etablissement, nom="Chaises", quantite=30)
    club = association(f"Club {PIEGES}", rna="W381000012")
    demande = deposee(ici, le_lundi(3), par=club, materiel={chaises.pk: 24})
    adherer(personne(prenom="Tom", nom="Roux"), club, Membre.Role.MEMBRE)
    accepter(demande=demande, par=cheffe(ici), maintenant=MAINTENANT)
    return detaillees(Convention.objects.all()).get()


def test_le_pdf_est_archivable_et_accessible(convention):
    with pikepdf.open(io.BytesIO(imprimer(convention))) as pdf, pdf.open_metadata() as meta:
        assert (meta["pdfaid:part"], meta["pdfaid:conformance"], meta["pdfuaid:part"]) == ("2", "A", "1")
        assert bool(pdf.Root.MarkInfo.Marked)
        assert str(pdf.Root.Lang) == "fr-FR"
        assert "/StructTreeRoot" in pdf.Root
        assert str(pdf.docinfo["/Title"]) == f"Convention {convention.numero}, projet, non signé"


def test_le_pdf_a_des_titres_des_tableaux_et_leurs_en_tetes(convention):
    with pikepdf.open(io.BytesIO(imprimer(convention))) as pdf:
        balises = {str(objet.S) for objet in pdf.objects if isinstance(objet, pikepdf.Dictionary) and "/S" in objet}
    assert {"/H1", "/H2", "/H3", "/P", "/Table", "/TR", "/TH", "/TD", "/L", "/LI"} <= balises


def test_le_projet_ne_dit_que_les_dates_accordees():
    demande = deposee(salle(nom="Gymnase"), le_lundi(6))
    premiere, deuxieme, *_ = dates(demande)
    accepter(demande=demande, par=cheffe(premiere.salle), creneaux=[premiere.pk, deuxieme.pk], maintenant=MAINTENANT)
    dit = sans_blancs(texte(imprimer(detaillees(Convention.objects.all()).get())))
    assert sans_blancs("Gymnase : 2 lundis de 18 h à 20 h, du 16 au 23 novembre 2026") in dit


def test_deux_tirages_donnent_les_memes_octets(convention):
    assert imprimer(convention) == imprimer(convention)


def test_chaque_page_dit_que_le_projet_n_est_pas_signe(convention):
    with pikepdf.open(io.BytesIO(imprimer(convention))) as pdf:
        pages = len(pdf.pages)
    assert texte(imprimer(convention)).count("Projet, non signé") == pages > 3


def test_le_document_dit_parties_salles_dates_et_conditions(convention):
    dit = sans_blancs(texte(imprimer(convention)))
    for attendu in (
        "La présidente du conseil départemental",
        "Collège Plan Menu",
        "W381000012",
        "Gymnase : 3 lundis de 18 h à 20 h, du 16 au 30 novembre 2026",
        "3 dates, soit 6 h",
        "lundi 23 novembre 2026",
        "article L. 213-2-2 du code de l’éducation",
        "par Claire Martin, cheffe ou chef d’établissement",
        "Le vote est exécutoire 15 jours après sa transmission",
        "TA de Grenoble",
        "intérêt général",
        "Représenté par Claire Martin, cheffe ou chef d’établissement",
        "Malik Benali",
        "Représenté par Malik Essai",
    ):
        assert sans_blancs(attendu) in dit


def test_ce_que_preau_ne_sait_pas_est_une_ligne_a_completer(convention):
    dit = sans_blancs(texte(imprimer(convention)))
    for inconnu in (
        "Délibération du conseil d’administration, numéro et date",
        "Transmise le",
        "Exécutoire le",
        "En qualité de",
        "Déclarée le, publiée au Journal officiel le",
        "Agréments et affiliations",
        "Public accueilli",
        "Encadrants présents",
        "Visite des lieux faite le",
        "Clés, badges ou codes confiés à",
        "Dépôt de garantie",
        "Numéro d’astreinte",
        "Valeur de l’avantage en nature",
        "Agent de sécurité incendie (SSIAP), si l’activité en demande un",
        "Code de l’alarme remis à",
        "Chaises : valeur, état à la remise",
        "Renonciation à recours",
        "Assureur",
        "Numéro du contrat",
        "Montants garantis",
        "Fait à",
        "Nombre d’originaux",
        "Qualité :",
    ):
        assert sans_blancs(f"{inconnu} à compléter") in dit
    assert sans_blancs("L’organisateur, Club") in dit
    assert sans_blancs("Malik Essai Qualité :") in dit


def test_les_articles_disent_ce_que_les_conventions_disent(convention):
    dit = sans_blancs(texte(imprimer(convention)))
    for attendu in (
        "Il n’amène aucun animal, chiens guides et d’assistance exceptés.",
        "Il n’affiche et ne flèche rien sans l’accord de l’établissement",
        "le responsable présent est chargé de la sécurité",
        "plan Vigipirate",
        "qui l’a reçu la remet en service en partant",
        "remplacé à la valeur dite ici",
        "remise de nouveau chaque année",
        "Le planning public des salles dit quand elles sont prises, sans nommer l’organisateur ni le responsable.",
    ):
        assert sans_blancs(attendu) in dit


def test_sans_materiel_rien_n_est_a_rendre():
    demande = deposee(salle(nom="Gymnase"), le_lundi(1))
    accepter(demande=demande, par=cheffe(dates(demande)[0].salle), maintenant=MAINTENANT)
    dit = sans_blancs(texte(imprimer(detaillees(Convention.objects.all()).get())))
    assert sans_blancs("12. Matériel prêté Aucun matériel n’est prêté avec les locaux. 13.") in dit


@pytest.mark.parametrize(
    ("nature", "signe"),
    [("association", True), ("collectivite", False), ("organisme_formation", False)],
)
def test_le_contrat_d_engagement_republicain_est_celui_des_associations(nature, signe):
    ici = salle(nom="Gymnase", tarif_horaire_euros=4)
    demande = deposee(ici, le_lundi(1), par=association("L’Atelier", nature=nature))
    accepter(demande=demande, par=cheffe(ici), maintenant=MAINTENANT)
    dit = sans_blancs(texte(imprimer(detaillees(Convention.objects.all()).get())))
    assert (sans_blancs("engagement républicain") in dit.lower()) is signe
    assert sans_blancs("5. État des lieux d’entrée" if signe else "4. État des lieux d’entrée") in dit


@pytest.mark.parametrize(
    ("tarif", "dites"),
    [
        (4, ["Elle est versée à l’établissement et n’est pas indexée.", "Pénalité de retard à compléter"]),
        (
            0,
            [
                "La redevance est versée à l’établissement.",
                "Redevance à compléter",
                "Indexation à compléter",
                "Pénalité de retard à compléter",
            ],
        ),
    ],
)
def test_une_redevance_dit_a_qui_elle_se_verse_meme_a_fixer(tarif, dites):
    ici = salle(nom="Gymnase", tarif_horaire_euros=tarif)
    demande = deposee(ici, le_lundi(1), par=association("L’Atelier", nature="organisme_formation"))
    accepter(demande=demande, par=cheffe(ici), maintenant=MAINTENANT)
    dit = sans_blancs(texte(imprimer(detaillees(Convention.objects.all()).get())))
    for attendu in dites:
        assert sans_blancs(attendu) in dit


def test_une_valeur_qui_devient_connue_prend_la_place_de_son_blanc(convention):
    avant = sans_blancs(texte(imprimer(convention)))
    collectivite().__class__.objects.update(siret="22380001200013")
    apres = sans_blancs(texte(imprimer(detaillees(Convention.objects.all()).get())))
    assert (sans_blancs("SIRET 22380001200013") in avant, sans_blancs("SIRET 22380001200013") in apres) == (False, True)
    assert avant.count("àcompléter") - apres.count("àcompléter") == 1


def test_la_convention_dit_ce_que_la_demande_exceptait():
    demande = deposee(salle(nom="Gymnase"), le_lundi(6))
    premiere, *_ = dates(demande)
    accepter(demande=demande, par=cheffe(premiere.salle), creneaux=[premiere.pk], maintenant=MAINTENANT)
    dit = sans_blancs(texte(imprimer(detaillees(Convention.objects.all()).get())))
    assert sans_blancs("Demandé Le lundi de 18 h à 20 h, du 16 novembre au 21 décembre 2026") in dit
    assert sans_blancs("Vacances et jours fériés Aussi pendant les vacances et les jours fériés") in dit
    assert sans_blancs("Dates demandées, non comprises 5 lundis") in dit


def test_les_delais_se_lisent_dans_leur_phrase(convention):
    dit = sans_blancs(texte(imprimer(convention)))
    for attendu in (
        "avec un préavis de 3 mois",
        "5 jours francs à l’avance",
        "au moins 15 jours à l’avance",
        "112 ; 15 Samu",
        "avec photographies et relevé des compteurs",
        "il supporte les frais engagés pour les locaux réservés qu’il n’a pas utilisés",
    ):
        assert sans_blancs(attendu) in dit
    for maladroit in ("Ce préavis est", "Ce délai est"):
        assert sans_blancs(maladroit) not in dit


def test_un_prix_du_ne_demande_pas_la_valeur_d_un_avantage(convention):
    Convention.objects.update(montant_euros=120, motif_gratuite="")
    dit = sans_blancs(texte(imprimer(detaillees(Convention.objects.all()).get())))
    assert sans_blancs("Échéances de paiement à compléter") in dit
    assert sans_blancs("Valeur de l’avantage en nature") not in dit


def test_un_membre_qui_ne_represente_pas_l_association_n_est_pas_nomme(convention):
    assert "TomRoux" not in sans_blancs(texte(imprimer(convention)))


def test_ce_qu_on_tape_reste_du_texte(convention):
    assert sans_blancs(f"Club {PIEGES}") in sans_blancs(texte(imprimer(convention)))


@pytest.mark.parametrize(
    ("tape", "imprime"),
    [
        ("Fête 🎭 du collège", "Fête □ du collège"),
        ("zéro\x00rupture\u202e", "zérorupture"),
        ("e\u0301cole", "école"),
        ("漢字", "□□"),
        ("Ελλάδα, Кино, Ångström, Łódź", "Ελλάδα, Кино, Ångström, Łódź"),
    ],
)
def test_un_caractere_que_nulle_police_ne_dessine_n_arrete_pas_le_document(tape, imprime):
    donnees = {
        "numero": "1",
        "deposee": tape,
        "reponse": tape * 50,
        "faits": [[tape, tape]],
        "mentions": [tape],
        "dates": [[tape] * 4],
    }
    assert sans_blancs(imprime) in sans_blancs(texte(composer("accuse", donnees, date_le=MAINTENANT)))


def test_aucune_ligne_d_un_document_ne_commence_par_deux_points(convention):
    dit = texte(imprimer(convention))
    for attendu in (
        "Gymnase\xa0: 3",  # filled in
        "et pour elle seule\xa0:",  # written in the template
        "112\xa0; 15",
        "04\xa000\xa000\xa000\xa000",
    ):
        assert attendu in dit
    assert re.search(r" [:;?!»]|« ", dit) is None


def test_une_convention_abandonnee_se_lit_encore(convention):
    annuler_demande(demande=convention.demande, maintenant=MAINTENANT + timedelta(minutes=1))
    relue = detaillees(Convention.objects.all()).get()
    dit = sans_blancs(texte(imprimer(relue)))
    assert sans_blancs("0 date") in dit
    assert sans_blancs("Ce projet est abandonné : la demande a été retirée après l’accord.") in dit
    assert (sans_blancs("Restent") in dit, sans_blancs("non signé") in dit) == (False, False)


@pytest.mark.parametrize("statut", set(Convention.Statut) - {Convention.Statut.REDACTION})
def test_un_document_qui_n_est_plus_un_projet_ne_dit_rien_des_signatures_qu_il_ignore(convention, statut):
    Convention.objects.update(statut=statut)
    relue = detaillees(Convention.objects.all()).get()
    dit = sans_blancs(texte(imprimer(relue)))
    for contraire in ("signé par personne", "Non signé", "Restent"):
        assert sans_blancs(contraire) not in dit
    fait_foi = sans_blancs("seul l’exemplaire signé par toutes les parties fait foi")
    assert (fait_foi in dit) == (statut != Convention.Statut.ABANDONNEE)


def test_l_accuse_de_reception_porte_les_mentions():
    ici = salle(etablissement(nom="Collège Plan Menu"), nom="Gymnase")
    cheffe(ici)
    demande = deposee(ici, le_lundi(2))
    creneaux = list(demande.creneaux.select_related("salle", "reservation"))
    donnees = contenu_accuse(
        demande, creneaux, lire_dates(demande, creneaux, MAINTENANT), textes_en_vigueur(jour_du_depot(demande))
    )
    dit = sans_blancs(texte(composer("accuse", donnees, date_le=demande.deposee_le)))
    for attendu in (
        f"La demande {demande.numero} est arrivée le 9 novembre 2026 à 9 h 00.",
        "Le collège Plan Menu doit vous répondre avant le 24 novembre 2026.",
        "Sans réponse écrite avant le 9 janvier 2027, la demande est réputée refusée",
        "lundi 23 novembre 2026",
    ):
        assert sans_blancs(attendu) in dit
