# Every verb is one line that can be typed by hand. `make demo` and `make test` are all a newcomer needs.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DEMO := GANDAN_DATA_DIR=demo-data GANDAN_DEMO=true $(BIN)/gandan

.PHONY: help setup setup-tests demo demo-reset test quick faults bench lint types style floors read-tests train understood clean
.DEFAULT_GOAL := help

help: ## what can be made
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

setup: $(VENV)/.ready ## the environment: .venv with gandan in it

$(VENV)/.ready: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("Gần Dân needs Python 3.11 or newer; name one: make PYTHON=python3.12 ...") if sys.version_info < (3, 11) else None'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Fetching the libraries into $(VENV), once (some 500 MB on the disk, a few minutes) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

setup-tests: $(VENV)/.ready-tests ## the environment with everything the tests need

$(VENV)/.ready-tests: $(VENV)/.ready requirements-dev.lock requirements-postgres.lock scripts/prepare_tests.sh
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	PYTHON=$(BIN)/python sh scripts/prepare_tests.sh
	@touch $@

demo: setup ## a demo agency in your browser, with invented people
	@$(DEMO) demo

demo-reset: setup ## forget the demo and begin anew
	@rm -rf demo-data
	@$(DEMO) demo

lint: types style floors ## floors, types, style

types: setup-tests
	$(BIN)/mypy

style: setup-tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

floors: setup-tests
	$(BIN)/lint-imports

# What Python makes of the sources is written down once: by one process beside the checker of types, which has one processor to
# itself, and not by every worker and every process that a test starts.
test quick read-tests: export PYTHONDONTWRITEBYTECODE :=

read-tests: setup-tests
	@$(BIN)/python -m pytest --collect-only -q -q >/dev/null || true  # the run itself says what cannot be read

test: setup-tests ## everything: floors, types, style, all tests
	$(MAKE) --jobs=2 types style read-tests floors
	$(BIN)/python -m pytest -n 2 --dist loadgroup

quick: setup-tests ## the quick half of the tests, under a minute
	$(BIN)/python -m pytest -n 2 --dist loadgroup -m "not slow" -q

faults: setup-tests ## every promise of delivery at full size: real processes killed, frozen, cut off; a table (hours)
	$(BIN)/python -m tests.faults

bench: setup-tests ## the ratios: product beside limit and peers, one JSON line each
	@$(BIN)/python -m benchmarks

train: setup-tests ## learn anew from messages/understanding/utterances, after a sentence there has changed
	@$(BIN)/python -m messages.understanding.training

understood: setup-tests ## how well people are understood, by way of typing
	@$(BIN)/python -m tests.understanding.measuring

clean: ## forget the environment and everything made
	rm -rf $(VENV) demo-data build *.egg-info
