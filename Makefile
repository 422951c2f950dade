# Patrimoine. `make run` and `make test` do all the set-up on a fresh clone; `make help` lists the rest.

SHELL := /bin/sh
PYTHON ?= python3
VENV := .venv
ifeq ($(OS),Windows_NT)
BIN := $(VENV)/Scripts
else
BIN := $(VENV)/bin
endif
PY := $(BIN)/python
PIP := $(PY) -m pip -qq --disable-pip-version-check
# Nothing that a target runs may touch the user's own data or settings.
RUN_HOME := $(CURDIR)/build/run-home
# A screen on which no window has to give way, for pictures.
SCREEN := offscreen:configfile=scripts/pictures/screen.json
PROCESSES ?= 2
# Each process takes whole files while there are enough, so that what a file makes is made once.
SHARED = -n $(PROCESSES) --dist worksteal
# Sizes of the longer campaigns; .ci/run takes smaller ones.
KILLS ?= 50
BENCH ?=
TOURS ?= 200
# Tests to run on other days; none means all of them.
TESTS ?=
# Names of situations; none means all of them.
PICTURES ?=
LOCALE := resources/locale
# The tests start hundreds of processes: each would compile the whole program again.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help run test checks lint types layers check tests test-long coverage bench storm restores faults tours test-days index messages pictures package ledger clean matrix
.DELETE_ON_ERROR:

help:  ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# --- the environment: made once, mended when what it is made from changes -----------------------

# A stamp is newer than what it was installed from; the folder itself says nothing.
$(VENV)/made.stamp: scripts/check_system.py
	@$(PYTHON) scripts/check_system.py python
	@echo "Making $(VENV)"
	@$(PYTHON) -m venv $(VENV)
	@touch $@

# The build backend is pinned too: it is installed first and used without isolation.
$(VENV)/app.stamp: $(VENV)/made.stamp pyproject.toml constraints.txt
	@echo "Installing Patrimoine and what it needs"
	@$(PIP) install -c constraints.txt hatchling
	@$(PIP) install -c constraints.txt --no-build-isolation -e .
	@touch $@

$(VENV)/dev.stamp: $(VENV)/app.stamp
	@echo "Installing the development tools"
	@$(PIP) install -c constraints.txt --no-build-isolation -e '.[dev]'
	@touch $@

# --- the two commands --------------------------------------------------------------------------

run: $(VENV)/app.stamp  ## open the app on a fresh copy of the example; without a display, take the tour
	@status=0; $(PY) scripts/check_system.py window || status=$$?; \
	mkdir -p build; \
	case $$status in \
	0) PATRIMOINE_HOME='$(RUN_HOME)' exec $(PY) -m patrimoine_gui --example ;; \
	3) echo "No display: taking the tour, its pictures go to build/tour"; \
	   PATRIMOINE_HOME='$(RUN_HOME)' QT_QPA_PLATFORM='$(SCREEN)' \
	   exec $(PY) -m patrimoine_gui --tour build/tour < /dev/null ;; \
	*) exit $$status ;; \
	esac

test: checks tests  ## check and test everything

checks: $(VENV)/dev.stamp  ## the static checks, which take one core each, beside the tests of the domain
	@$(MAKE) --no-print-directory --jobs 2 --output-sync=line lint types layers check coverage

lint: $(VENV)/dev.stamp  ## ruff: rules and format
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/dev.stamp  ## mypy, strict
	$(BIN)/mypy

layers: $(VENV)/dev.stamp  ## import-linter: who may import whom
	$(BIN)/lint-imports

check: $(VENV)/app.stamp  ## the revisions: numbering, frozen files, safety, models against head
	$(PY) migrate.py check

# The tests of the domain run once, where their branches are counted.
DOMAIN = $(shell grep -rl --include='test_*.py' 'patrimoine_gui\.portfolio' tests/unit)

coverage: $(VENV)/dev.stamp  ## pytest: the domain, every branch of which its own tests take
	@mkdir -p build
	$(PY) -m pytest $(SHARED) --cov --hypothesis-seed=0 $(DOMAIN) < /dev/null

tests: $(VENV)/dev.stamp  ## pytest: everything else but test-long and the long campaigns
	@$(PY) scripts/check_system.py offscreen
	$(PY) -m pytest $(SHARED) -m 'not slow and not long and not package' $(DOMAIN:%=--ignore=%) < /dev/null

test-long: $(VENV)/dev.stamp  ## pytest: what plays whole processes for long (guide, shells, kills, every golden file)
	@$(PY) scripts/check_system.py offscreen
	$(PY) -m pytest $(SHARED) -m 'long and not slow and not package' < /dev/null

# --- longer campaigns --------------------------------------------------------------------------

bench: $(VENV)/dev.stamp  ## measure, beside the rivals, within 25 minutes; BENCH=status takes one measure
	$(PY) -m benchmarks $(BENCH)

storm: $(VENV)/dev.stamp  ## kill upgrades at every step and at KILLS random moments, and count losses
	$(PY) -m tests.faults.storm --kills $(KILLS) < /dev/null

matrix: $(VENV)/dev.stamp  ## every kind of model change through create and through Alembic; make tests has a short form
	$(PY) -m tests.matrix < /dev/null

restores: $(VENV)/dev.stamp  ## kill restores, and what undoes them, at every moment; make tests has a short form
	$(PY) -m tests.faults.restore_storm < /dev/null

test-days: $(VENV)/dev.stamp  ## run the tests on six other days, in three zones; needs libfaketime
	@$(PY) scripts/check_system.py offscreen
	$(PY) -m tests.days -n $(PROCESSES) $(TESTS) < /dev/null

tours: $(VENV)/app.stamp  ## take the tour TOURS times, in one look, and count those that end badly
	@$(PY) scripts/check_system.py offscreen
	@mkdir -p build; failed=0; rank=0; while [ $$rank -lt $(TOURS) ]; do rank=$$((rank + 1)); \
	PATRIMOINE_HOME='$(RUN_HOME)' QT_QPA_PLATFORM=offscreen $(PY) -X faulthandler \
	    -m patrimoine_gui --tour build/tour --lang fr --theme light < /dev/null > build/tours.log 2>&1 || \
	{ echo "tour $$rank: exit status $$?"; tail -n 20 build/tours.log; failed=$$((failed + 1)); }; \
	done; echo "$(TOURS) tours, $$failed ended badly"; [ $$failed -eq 0 ]

faults: $(VENV)/dev.stamp  ## fail every call of every work, and compare what is said with what is
	$(PY) -m tests.faults.fault_storm < /dev/null

# --- making things -----------------------------------------------------------------------------

index: $(VENV)/app.stamp  ## write migrations/index.py and structures.json anew from the revisions
	$(PY) -m patrimoine_gui.authoring.index

messages: $(VENV)/dev.stamp  ## collect the sentences, merge them into the catalogue, compile it
	@mkdir -p build
	$(BIN)/pybabel -q extract --no-default-keywords -k _ -k N_ -k ngettext:1,2 --sort-by-file \
	    --no-location --no-wrap --project=Patrimoine --copyright-holder='The Patrimoine developers' \
	    -o build/patrimoine.pot patrimoine_gui migrations/index.py
	$(BIN)/pybabel -q update --init-missing --no-fuzzy-matching --ignore-obsolete --no-wrap \
	    -D patrimoine -l fr -i build/patrimoine.pot -d $(LOCALE)
	$(BIN)/pybabel compile --statistics --use-fuzzy -D patrimoine -d $(LOCALE)

pictures: $(VENV)/app.stamp  ## make docs/pictures again: the tour, and every situation for real
	@$(PY) scripts/check_system.py offscreen
	PATRIMOINE_HOME='$(RUN_HOME)' QT_QPA_PLATFORM='$(SCREEN)' \
	    $(PY) -m patrimoine_gui --tour build/tour < /dev/null
	@mkdir -p docs/pictures
	cp build/tour/07-result-fr-light.png docs/pictures/upgrade.fr.png
	cp build/tour/08-main-fr-light.png docs/pictures/main.fr.png
	QT_QPA_PLATFORM='$(SCREEN)' $(PY) -m scripts.pictures $(PICTURES) < /dev/null

package: $(VENV)/dev.stamp  ## one folder that runs without Python, and its smoke test
	@$(PY) scripts/check_system.py offscreen
	$(PY) -m PyInstaller --noconfirm --clean --log-level WARN \
	    --distpath dist --workpath build/pyinstaller pyinstaller.spec
	$(PY) -m pytest -m package tests/test_packaging.py < /dev/null

ledger: $(VENV)/dev.stamp  ## write down the frozen files that are new
	$(PY) -m tests.ledger add

clean:  ## remove what was built; never a household file, never the environment
	rm -rf build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find patrimoine_gui migrations tests benchmarks scripts -name __pycache__ -type d -prune -exec rm -rf {} +
