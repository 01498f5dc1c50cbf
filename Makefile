# Both `demo` and `test` do all the set-up on a fresh machine: they need python3 (3.11 or 3.12), make and a
# connection to a Python package index. Nothing is installed outside this folder; models go to the cache.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
TOOLS := $(VENV)/.ready-dev
ENGINES := .venv-engines
ENGINE_TESTS := tests/embeddings/engines tests/embeddings/encoder/test_ray_workers.py tests/scripts/test_publish.py
# The tests of a file run one after the other, files side by side: a process a core, each with a model in memory.
PYTEST := -m pytest -n auto --maxprocesses 4 --dist loadfile
# Only what a lock names, each file by its hash.
INSTALL := -m pip install -qq --disable-pip-version-check --no-deps --require-hashes --requirement
# Python that ends with one line unless it is of a version that Tifa runs on.
SUITABLE := import sys; sys.exit(None if (3, 11) <= sys.version_info < (3, 13) else \
	"Tifa needs Python 3.11 or 3.12; this is " + sys.version.split()[0] + ". Name another: make demo PYTHON=python3.12")

.PHONY: demo test test-engines unit check format lock

demo: $(READY)  ## the sample speeches, asked over HTTP
	@$(BIN)/tifa models fetch
	@$(BIN)/tifa demo

test: check  ## everything that must hold
	@$(BIN)/tifa models fetch
	@$(BIN)/python $(PYTEST)

test-engines: $(ENGINES)/.ready  ## what engines must hold: Milvus, embedded and as a server, and Ray
	@$(BIN)/tifa models fetch
	@$(ENGINES)/bin/python $(PYTEST) $(ENGINE_TESTS)

unit: $(TOOLS)  ## what needs no model, on another Python: make unit PYTHON=python3.12 VENV=.venv-3.12
	@$(BIN)/python $(PYTEST) -m "not model"

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
	@$(BIN)/python $(INSTALL) requirements-cpu.lock --no-index 2>/dev/null || $(BIN)/python $(INSTALL) requirements-cuda.lock
	@$(BIN)/python $(INSTALL) requirements.lock
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

$(TOOLS): $(READY) requirements-dev.lock
	@$(BIN)/python $(INSTALL) requirements-dev.lock
	@touch $@

# An environment of its own that sees the packages of the other and leaves them as they are.
$(ENGINES)/.ready: $(TOOLS) requirements-engines.lock
	@echo "Setting up $(ENGINES): Milvus and Ray (about 700 MB installed)"
	@$(BIN)/python -m venv --clear --without-pip $(ENGINES)
	@$(BIN)/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))' \
		>"$$($(ENGINES)/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/below.pth"
	@$(ENGINES)/bin/python $(INSTALL) requirements-engines.lock
	@touch $@
