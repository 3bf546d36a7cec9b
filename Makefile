# What a person types. Everything is put into .venv, .cache/ and instance/; only `make test`, `make pictures` and
# `make bench` may ask the system for a package, which is Chromium, npm, Java, wrk, nginx, Apache, Caddy or HAProxy,
# and say so.

PYTHON ?= python3
PORT ?= 5000
HOST ?= 127.0.0.1
TESTS ?= tests

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
RULES := cookieprefs/core/*,cookieprefs/actions/*
TESTS_OF_RULES := tests/core tests/actions
BENCHMARKS := first_visit banner_visible slow_line next_page serving contention backends ledger statistics
# Each process takes what lies together, and when it is done, some of what the other has left.
SHARED := -n 2 --dist worksteal
SCRIPTS := $(filter-out %.py,$(wildcard .ci/*)) $(wildcard deploy/bin/*) $(wildcard deploy/docker/initdb/*.sh)
# Our own pages, which must do the same with the htmx before this one.
HTMX_2 := $(patsubst %,tests/browser/test_%.py,buttons in_place t02_only_a_choice_counts t04_cookie_shapes t05_slow_line \
  t05_two_tabs t06_the_same_post_twice t09_new_versions t14_content_security t16_ledger_down keyboard purpose_checkbox \
  going_back framed dialog shop_t04_withdrawing shop_t18_going_back)

.DEFAULT_GOAL := help
.PHONY: help run test lint wheel image steps pictures bench soak drill-kill drill-failures drill-switches drill-large drill-hostile attack format clean

help: ## Show this list
	@awk 'BEGIN { FS = ":.*## " } /^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' Makefile

run: $(VENV)/.installed ## Serve the site on this machine (another port: make run PORT=8000)
	@$(BIN)/python -m flask run --host $(HOST) --port $(PORT)

# The rules' own tests have to cover the rules by themselves; the others run without being watched, which is quicker.
# Of the processes that tests start, only the first has to compile the code, whatever the machine says of that.
test: export PYTHONDONTWRITEBYTECODE =
test: $(VENV)/.tests ## Run every test, the rules' own up to full branch coverage (some: make test TESTS=tests/web)
	@sh .ci/chromium
	@sh .ci/npm
	@sh .ci/java
	@sh .ci/proxies
ifeq ($(TESTS),tests)
	@rm -f .coverage .coverage.*
	@$(BIN)/python -m coverage run -m pytest $(SHARED) $(TESTS_OF_RULES)
	@$(BIN)/python -m coverage combine --quiet
	@$(BIN)/python -m coverage report --include '$(RULES)' --show-missing --skip-covered --fail-under 100
	@$(BIN)/python -m pytest $(SHARED) $(TESTS) $(TESTS_OF_RULES:%=--ignore=%)
	@$(BIN)/python -m pytest $(SHARED) --htmx2 $(HTMX_2)
else
	@$(BIN)/python -m pytest $(SHARED) $(TESTS)
endif

lint: $(VENV)/.lint ## Check style, types, templates, translations and the files of deploy/
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/djlint templates --lint --quiet
	@$(BIN)/cookieprefs i18n status --interface
	@$(BIN)/hadolint deploy/docker/Dockerfile
	@$(BIN)/check-jsonschema --quiet --builtin-schema vendor.compose-spec deploy/docker/compose.yaml
	@$(BIN)/shellcheck $(SCRIPTS)

wheel: $(VENV)/.lint ## Build the wheel, install it into an empty environment, and fetch pages from it
	@$(BIN)/python .ci/wheel.py

image: $(VENV)/.tests ## Do the Dockerfile's steps without Docker, and serve from what they made, locked up; takes root
	@$(BIN)/python -m tests.deploy.image

steps: $(VENV)/.tests ## Do the steps of docs/deploying.md on a copy of this machine that goes away again; takes root
	@sh .ci/proxies
	@$(BIN)/python -m tests.deploy.steps

pictures: $(VENV)/.tests ## Take the pictures of docs/pictures again
	@sh .ci/chromium
	@$(PIP) --editable '.[test,pictures]'
	@$(BIN)/python docs/pictures/take.py
	@$(BIN)/python docs/pictures/embedding.py
	@$(BIN)/python docs/pictures/gallery.py

bench: $(VENV)/.tests ## Measure pages, decisions and statistics against other tools: 15 minutes; asks for Chromium, npm and wrk
	@sh .ci/chromium
	@sh .ci/npm
	@sh .ci/wrk
	@$(PIP) --editable '.[test,bench]'
	@missed=; for one in $(BENCHMARKS); do $(BIN)/python -m benchmarks.$$one || missed="$$missed $$one"; done; \
	test -z "$$missed" || { echo "a goal was missed:$$missed" >&2; exit 1; }

# The tests try all of it, a little of each. Each of these takes minutes; how many, and other sizes: DRILL="--help"
drill-kill: $(VENV)/.tests ## Kill the server and the database 200 times each under load, and look what is lost
	@$(BIN)/python -m tests.drills.killed $(DRILL)

drill-failures: $(VENV)/.tests ## Let the database fail for 30 seconds, in each way that can be brought about here
	@$(BIN)/python -m tests.drills.failing $(DRILL)

drill-switches: $(VENV)/.tests ## Switch 1,000 times in two tabs at two processes
	@$(BIN)/python -m tests.drills.switches $(DRILL)

drill-large: $(VENV)/.tests ## Measure a ledger of 10 million records; takes 20 GB of disk for as long as it runs
	@$(BIN)/python -m tests.drills.large $(DRILL)

drill-hostile: $(VENV)/.tests ## Attack the server, and nginx before it, with slow, broken and far too many clients
	@sh .ci/proxies
	@$(BIN)/python -m tests.drills.siege $(DRILL)

# Ten minutes on SQLite; on PostgreSQL: make soak SOAK=--postgresql; how long, and more: SOAK="--help"
soak: $(VENV)/.tests ## Serve real visitors at 70 % of what the server can, and look whether its memory stands still
	@$(BIN)/python -m tests.drills.soak $(SOAK)
attack: $(VENV)/.tests ## Attack a served site with schemathesis, Wapiti, sqlmap, which it downloads, and a list of our own
	@PYTHON=$(PYTHON) sh .ci/attackers
	@$(BIN)/python -m tests.attack $(ATTACK)

format: $(VENV)/.lint ## Put the code into the house's form
	@$(BIN)/ruff check --fix-only --quiet .
	@$(BIN)/ruff format .

# Never instance/: it holds the ledger.
clean: ## Remove what was built and installed here; the instance stays
	@rm -rf $(VENV) .cache build dist .coverage .coverage.* .hypothesis .mypy_cache .pytest_cache .ruff_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

# pip is upgraded first: those that come with older Pythons cannot read all of pyproject.toml's kind.
$(VENV)/.installed: pyproject.toml
	@command -v $(PYTHON) > /dev/null || { \
	  echo "There is no $(PYTHON) here. Install Python 3.11 or newer, or name yours: make run PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "This needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) -V). Name another: make run PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2> /dev/null || { \
	  echo "$(PYTHON) cannot make virtual environments. On Debian and Ubuntu: sudo apt-get install python3-venv"; exit 1; }
	@echo "Installing into $(VENV); this happens once and takes about a minute."
	@$(PYTHON) -m venv $(VENV)
	@$(PIP) --upgrade pip
	@$(PIP) --editable .
	@touch $@

$(VENV)/.tests: $(VENV)/.installed
	@echo "Installing what the tests need into $(VENV)."
	@$(PIP) --editable '.[test]'
	@touch $@

$(VENV)/.lint: $(VENV)/.installed
	@echo "Installing what the checks need into $(VENV)."
	@$(PIP) --editable '.[lint]'
	@touch $@
