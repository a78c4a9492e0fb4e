# Two commands to begin with: `make demo` and `make test`. They need python3 (3.11 or later) and make, nothing else.

PYTHON ?= python3
PORT ?= 8000
# One worker per core of a small machine.
TRAVAILLEURS ?= 2

export PYTHONUTF8 = 1
# Somebody else's project, when `make` is called from its shell.
unexport DJANGO_SETTINGS_MODULE PYTHONPATH PYTHONHOME

PY = .venv/bin/python
VERROUILLER = .venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --no-header
APPLICATIONS = plateforme pilotage conventions salles associations etablissements comptes socle

.PHONY: aide demo demo-neuve test verifier controles approfondi banc arreter formater verrouiller
.DEFAULT_GOAL := aide

aide:
	@echo "make demo        le site rempli, sur http://127.0.0.1:$(PORT)/ (PORT=8001 pour un autre port)"
	@echo "make demo-neuve  le même, repris de zéro"
	@echo "make test        les tests"
	@echo "make verifier    tout ce que l’intégration continue vérifie"
	@echo "make approfondi  la version longue : propriétés, concurrence, arrêts brutaux, charge"
	@echo "make banc        la vitesse de Préau, à côté de planchers écrits à la main"
	@echo "make formater    met le code en forme"
	@echo "make arreter     arrête PostgreSQL et ce que la démo a laissé"

# -- Installation --------------------------------------------------------------------

.venv/pret: requirements.lock plateforme/installation.py
	@command -v $(PYTHON) >/dev/null || { echo "Python manque : tapez « sudo apt-get install python3 python3-venv », puis recommencez."; exit 1; }
	@$(PYTHON) plateforme/installation.py requirements.lock
	@touch $@

.venv/pret-dev: .venv/pret requirements-dev.lock
	@$(PYTHON) plateforme/installation.py requirements-dev.lock
	@touch $@

# -- The site ------------------------------------------------------------------------

demo: .venv/pret
	@$(PY) -m plateforme.lanceur demo --port $(PORT)

demo-neuve: .venv/pret
	@$(PY) -m plateforme.lanceur demo --port $(PORT) --neuve

arreter:
	@test ! -e .venv/pret || $(PY) -m plateforme.lanceur arreter

# -- Tests and checks ----------------------------------------------------------------

test: .venv/pret-dev
	@$(PY) -m pytest -n $(TRAVAILLEURS) -m "not lent and not navigateur"

verifier: controles
	@$(PY) -m pytest -n $(TRAVAILLEURS) --dist loadgroup

controles: .venv/pret-dev
	$(PY) -m ruff format --check --quiet .
	$(PY) -m ruff check --quiet .
	$(PY) -m mypy $(APPLICATIONS)
	$(PY) .venv/bin/lint-imports
	$(PY) manage.py makemigrations --check --dry-run
	$(PY) -m djlint --quiet --lint templates

approfondi: .venv/pret-dev
	@$(PY) -m pytest -n $(TRAVAILLEURS) --dist loadgroup --hypothesis-profile=approfondi \
		-m "hypothesis or vingt_fois or en_profondeur"
	@$(PY) manage.py banc --croissance L

banc: .venv/pret
	@$(PY) manage.py banc

# -- Upkeep --------------------------------------------------------------------------

formater: .venv/pret-dev
	$(PY) -m ruff format .
	$(PY) -m ruff check --fix .

verrouiller: .venv/pret-dev
	$(VERROUILLER) --upgrade pyproject.toml --output-file requirements.lock
	$(VERROUILLER) --upgrade --group dev --constraint requirements.lock --output-file requirements-dev.lock
