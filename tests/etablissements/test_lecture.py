"""Reading open-data files by the names of their columns."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etablissements.services.lecture import GUILLEMET_OUVERT, FichierIllisible, Ligne, lire

ALIAS = {"uai": ("UAI", "numero_uai"), "nom": ("Nom", "appellation officielle"), "ville": ("Ville",)}


@pytest.fixture
def fichier(tmp_path):
    def ecrire(contenu, codage="utf-8"):
        chemin = tmp_path / "fichier"
        chemin.write_bytes(contenu if isinstance(contenu, bytes) else contenu.encode(codage))
        return chemin

    return ecrire


def lu(chemin):
    return lire(chemin, ALIAS, ["uai"])


def ligne(numero, uai, nom="", ville=""):
    return Ligne(numero, {"uai": uai, "nom": nom, "ville": ville})


def test_lit_par_les_noms_de_colonnes_et_non_par_leur_place(fichier):
    assert lu(fichier("Ville;Appellation_officielle;NUMERO UAI\nVoiron;Collège La Garenne;0382042N\n")) == [
        ligne(2, "0382042N", "Collège La Garenne", "Voiron")
    ]


@pytest.mark.parametrize("codage", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_lit_les_codages_du_ministere_et_des_tableurs(fichier, codage):
    assert lu(fichier("uai;nom\r\n0350028R;Lycée Bréquigny\r\n", codage)) == [ligne(2, "0350028R", "Lycée Bréquigny")]


@pytest.mark.parametrize("separateur", list(";,\t|"))
def test_reconnait_le_separateur(fichier, separateur):
    assert lu(fichier(f"uai{separateur}nom\nA{separateur}B\n")) == [ligne(2, "A", "B")]


def test_repare_un_texte_deux_fois_encode(fichier):
    assert lu(fichier("uai;nom\nA;CollÃ¨ge de lâ€™ÃŽle\n"))[0].valeurs["nom"] == "Collège de l’Île"


def test_une_cellule_entre_guillemets_peut_contenir_separateur_et_saut_de_ligne(fichier):
    contenu = 'uai;nom;ville\nA;"Collège ""Ville; Haute""\nannexe";Voiron\nB;C;D\n'
    assert lu(fichier(contenu)) == [ligne(2, "A", 'Collège "Ville; Haute" annexe', "Voiron"), ligne(4, "B", "C", "D")]


def test_un_guillemet_jamais_ferme_n_avale_pas_la_suite(fichier):
    suite = "".join(f"U{n};N{n}\n" for n in range(40))
    lignes = lu(fichier('uai;nom\nA;"Collège ouvert\n' + suite))
    assert lignes == [Ligne(2, defaut=GUILLEMET_OUVERT), *(ligne(3 + n, f"U{n}", f"N{n}") for n in range(40))]


@pytest.mark.parametrize(
    "seconde",
    [
        'C;"Collège rouvert;Rennes',
        'C;"Club" des anciens;Rennes',
        'C;Collège 12";Rennes',
        '"C";Collège;Rennes',
        'C";Collège;Rennes;',
    ],
)
def test_deux_guillemets_egares_ne_melent_pas_deux_lignes(fichier, seconde):
    lignes = lu(fichier(f'uai;nom;ville\nA;"Collège ouvert;Voiron\nB;Entre deux;Paris\n{seconde}\nD;Après;Quimper\n'))
    assert lignes[:2] == [Ligne(2, defaut=GUILLEMET_OUVERT), ligne(3, "B", "Entre deux", "Paris")]
    assert (lignes[2].numero, lignes[3]) == (4, ligne(5, "D", "Après", "Quimper"))
    # The same two lines side by side.
    lignes = lu(fichier(f'uai;nom;ville\nA;"Collège ouvert;Voiron\n{seconde}\nD;Après;Quimper\n'))
    assert [(ligne.numero, ligne.valeurs.get("uai")) for ligne in lignes if not ligne.defaut][-1] == (4, "D")
    assert lignes[0] == Ligne(2, defaut=GUILLEMET_OUVERT)
    assert [ligne.numero for ligne in lignes] == [2, 3, 4]


@given(st.data())
def test_des_guillemets_egares_ne_donnent_a_personne_les_cellules_d_un_autre(tmp_path_factory, data):
    rangs = range(1, data.draw(st.integers(2, 14)))
    semer = st.sampled_from(["{}", "{}", "{}", '"{}', '{}"', '"{}"', '""{}', '"{}" x'])
    lignes_ecrites = [";".join(data.draw(semer).format(f"{nom}{rang}") for nom in "uvw") for rang in rangs]
    chemin = tmp_path_factory.mktemp("guillemets") / "fichier"
    chemin.write_text("\n".join(["uai;nom;ville", "u0;v0;w0", *lignes_ecrites]), encoding="utf-8")
    lignes = lu(chemin)
    assert [ligne.numero for ligne in lignes] == list(range(2, 2 + 1 + len(rangs)))
    for ligne in lignes:
        assert ligne.defaut or {
            nom: "".join(filter(str.isdigit, valeur)) for nom, valeur in ligne.valeurs.items()
        } == dict.fromkeys(("uai", "nom", "ville"), str(ligne.numero - 2))


def test_la_premiere_cellule_peut_tenir_sur_deux_lignes(fichier):
    lignes = lu(fichier('nom;uai;ville\n"Collège; Ville\nHaute";A;Voiron\n'))
    assert lignes == [ligne(2, "A", "Collège; Ville Haute", "Voiron")]


def test_une_ligne_demesuree_est_rendue_avec_son_defaut(fichier):
    demesuree = "x" * 200_000
    for contenu in (f"A;{demesuree}", f'A;"{demesuree}"', f'A;"{demesuree[:70_000]}\n{demesuree[:70_000]}"'):
        lignes = lu(fichier(f"uai;nom\n{contenu}\nB;C\n"))
        assert (lignes[0].defaut != "", lignes[-1].valeurs["uai"]) == (True, "B")
    with pytest.raises(FichierIllisible, match="est-ce le bon fichier"):
        lu(fichier(f"{demesuree};uai\nA;B\n"))


def test_une_ligne_decalee_est_rendue_avec_son_defaut(fichier):
    lignes = lu(fichier("uai;nom\nA;B;C\nD\nE;F\nG;H;;\n"))
    assert [(ligne.numero, ligne.defaut.split(" : ")[0]) for ligne in lignes] == [
        (2, "La ligne a 3 cellules pour 2 colonnes"),
        (3, "La ligne a 1 cellules pour 2 colonnes"),
        (4, ""),
        (5, ""),
    ]


def test_les_lignes_vides_ne_comptent_pas(fichier):
    assert [ligne.numero for ligne in lu(fichier("\n\nuai;nom\n\n;\nA;B\n"))] == [6]


def test_lit_le_json_d_une_liste_d_un_objet_ou_de_l_ancienne_interface(fichier):
    attendu = [ligne(1, "0380091T", "Lycée", "Voiron")]
    element = '{"uai": "0380091T", "nom": "Lycée", "ville": "Voiron", "lat": 45.3, "vide": null}'
    assert lu(fichier(f"[{element}]")) == attendu
    assert lu(fichier(f'{{"meta": {{"total": 1}}, "lycees": [{element}]}}')) == attendu
    assert lu(fichier(f'{{"records": [{{"recordid": "x", "fields": {element}}}]}}')) == attendu


def test_un_enregistrement_json_sans_champs_est_rendu_avec_son_defaut(fichier):
    assert [ligne.defaut != "" for ligne in lu(fichier('[12, {"uai": "A"}]'))] == [True, False]


@pytest.mark.parametrize(
    ("contenu", "phrase"),
    [
        ("", "Le fichier est vide"),
        ("\n\n", "Le fichier est vide"),
        ("uai;nom\n", "n’a qu’une ligne, celle des titres de colonnes : écrivez dessous"),
        ("uai;nom\n\n;\n", "n’a qu’une ligne, celle des titres de colonnes : écrivez dessous"),
        ("[]", "JSON n’a aucun enregistrement"),
        ('{"meta": {}}', "JSON n’a aucun enregistrement"),
    ],
)
def test_refuse_un_fichier_sans_rien_a_importer_et_dit_pourquoi(fichier, contenu, phrase):
    with pytest.raises(FichierIllisible, match=phrase):
        lu(fichier(contenu))


@pytest.mark.parametrize(
    "contenu",
    [
        b"PK\x03\x04\x14\x00\x06\x00xl/workbook.xml",
        b"%PDF-1.7\n1 0 obj",
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        "uai;nom\n0381780D;Collège\n".encode("utf-16-le"),
        bytes(range(256)) * 8,
    ],
    ids=["classeur", "pdf", "image", "vieux_classeur", "utf_16_sans_marque", "octets"],
)
def test_un_fichier_qui_n_est_pas_du_texte_se_dit_tel(fichier, contenu):
    with pytest.raises(FichierIllisible, match="n’est pas du texte"):
        lire(fichier(contenu), ALIAS, ["uai"])


def test_un_signe_de_controle_egare_n_empeche_pas_de_lire(fichier):
    lignes = lire(fichier(b"uai;nom\n0381780D;Coll\x00ege Olympique de Grenoble, avenue d'essai\n"), ALIAS, ["uai"])
    assert lignes[0].valeurs == {"uai": "0381780D", "nom": "College Olympique de Grenoble, avenue d'essai", "ville": ""}


def test_les_espaces_insecables_et_les_tabulations_restent_des_espaces(fichier):
    lignes = lu(fichier("uai;nom\nA;Collège\xa0La\tGarenne\u202f:\u200b annexe\n"))
    assert lignes == [ligne(2, "A", "Collège La Garenne : annexe")]


def test_refuse_un_fichier_sans_la_colonne_indispensable(fichier):
    with pytest.raises(FichierIllisible, match=r"Noms reconnus : UAI, numero_uai\."):
        lu(fichier("code;libelle\n1;2\n"))


def test_refuse_un_json_abime_ou_un_fichier_absent(fichier, tmp_path):
    with pytest.raises(FichierIllisible, match="abîmé"):
        lu(fichier('[{"uai": '))
    with pytest.raises(FichierIllisible, match="ne s’ouvre pas : il n’existe pas"):
        lu(tmp_path / "absent.csv")
    with pytest.raises(FichierIllisible, match="ne s’ouvre pas : c’est un dossier"):
        lu(tmp_path)


@given(contenu=st.binary(max_size=200) | st.text(alphabet='uai;,"\n\r\x00é', max_size=60).map(str.encode))
def test_n_importe_quels_octets_sont_lus_ou_refuses(tmp_path_factory, contenu):
    chemin = tmp_path_factory.mktemp("octets") / "fichier"
    chemin.write_bytes(b"uai;nom\nA;B\n" + contenu)
    lignes = lire(chemin, ALIAS, ["uai"])
    assert lignes[0].valeurs["uai"] == "A"
    assert all(ligne.defaut or "\x00" not in "".join(ligne.valeurs.values()) for ligne in lignes)
