# Every target sets up first what it needs; Python 3.11+ and make are enough.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
READY_DEV := $(VENV)/.ready-dev

.PHONY: help setup setup-dev demo test check lock docs clean
help:            ## what can be made
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*##/\t/'

# pip's own old version dies on some resolves, so it is upgraded before anything else.
$(VENV)/bin/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Balagh needs Python 3.11 or newer; this is " + sys.version.split()[0])'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip

$(READY): requirements.lock requirements-build.lock pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements.lock -r requirements-build.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

$(READY_DEV): requirements-dev.lock $(READY)
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements-dev.lock
	@touch $@

setup: $(READY)  ## .venv with everything locked; the command is .venv/bin/balagh
setup-dev: $(READY_DEV)  ## also what tests and checks need

demo: $(READY)   ## the Meknes replica is harvested and watched, and says what it saw
	$(BIN)/balagh demo

# What Python compiles is kept, for hundreds of processes of the tests import the same.
test: export PYTHONDONTWRITEBYTECODE =
test: $(READY_DEV)  ## all tests
	@tests/bring
	$(BIN)/python -m pytest

check: $(READY_DEV)  ## style, types, import rules, generated docs
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m cli.portal_keys --check
	$(BIN)/python -m cli.portals_page --check

docs: $(READY_DEV)  ## write the generated pages of docs/
	$(BIN)/python -m cli.portal_keys
	$(BIN)/python -m cli.portals_page

lock: $(VENV)/bin/python  ## resolve the dependencies again
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile pyproject.toml --extra parquet --extra pictures $(LOCK) -o requirements.lock
	$(BIN)/uv pip compile --group build $(LOCK) -c requirements.lock -o requirements-build.lock
	$(BIN)/uv pip compile pyproject.toml --extra parquet --extra pictures --group dev --group build $(LOCK) -c requirements.lock -c requirements-build.lock -o requirements-dev.lock
LOCK := --universal --generate-hashes --python-version 3.11 --no-header --no-annotate --quiet

clean:           ## forget .venv and caches
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache
