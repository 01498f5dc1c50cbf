# Both `demo` and `test` do all the set-up on a fresh machine: they need python3 (3.11 or 3.12), make and a
# connection to a Python package index. Nothing is installed outside this folder; models go to the cache.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
TOOLS := $(VENV)/.ready-dev
# Only what a lock names, each file by its hash.
INSTALL := $(BIN)/python -m pip install -qq --disable-pip-version-check --no-deps --require-hashes --requirement
# Python that ends with one line unless it is of a version that Tifa runs on.
SUITABLE := import sys; sys.exit(None if (3, 11) <= sys.version_info < (3, 13) else \
	"Tifa needs Python 3.11 or 3.12; this is " + sys.version.split()[0] + ". Name another: make demo PYTHON=python3.12")

.PHONY: demo test unit check format lock

demo: $(READY)  ## the sample speeches, asked over HTTP
	@$(BIN)/tifa models fetch
	@$(BIN)/tifa demo

test: check  ## everything that must hold
	@$(BIN)/tifa models fetch
	@$(BIN)/python -m pytest

unit: $(TOOLS)  ## what needs no model, on another Python: make unit PYTHON=python3.12 VENV=.venv-3.12
	@$(BIN)/python -m pytest -m "not model"

check: $(TOOLS)  ## format, lint, types, import rules
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

format: $(TOOLS)
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

lock: $(TOOLS)  ## the locks anew, after a change of pyproject.toml; needs uv (pip install uv)
	@$(BIN)/python -m scripts.development.requirements

$(READY): requirements.lock requirements-cpu.lock requirements-cuda.lock pyproject.toml
	@$(BIN)/python -c 'import pip; $(SUITABLE)' 2>/dev/null || \
		{ $(PYTHON) -c '$(SUITABLE)' && $(PYTHON) -m venv --clear $(VENV); }
	@echo "Setting up $(VENV): the pinned packages (about 2.5 GB installed; a few minutes the first time)"
	@# A build of PyTorch for CPUs where pip knows of one outside the index; that of the index needs more on Linux.
	@$(INSTALL) requirements-cpu.lock --no-index 2>/dev/null || $(INSTALL) requirements-cuda.lock
	@$(INSTALL) requirements.lock
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

$(TOOLS): $(READY) requirements-dev.lock
	@$(INSTALL) requirements-dev.lock
	@touch $@
