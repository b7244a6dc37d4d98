# The two commands of the README: `make demo` and `make test`; everything they need is installed into .venv.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
WORKERS ?= 2

.PHONY: demo replay test quick check format bench soak lock clean

demo: .venv/runs
	@$(BIN)/baocao demo

replay: .venv/runs
	@$(BIN)/baocao replay

test: check
	$(BIN)/pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder

# The pure rooms, the conformance cases and the scenarios: no process, no server, no network.
quick: .venv/develops
	$(BIN)/pytest -n $(WORKERS) --dist loadfile -k "not postgresql" tests/unit/texts tests/unit/forms tests/unit/reporting tests/unit/documents tests/unit/conversations tests/unit/reminders tests/conformance tests/scenarios

check: .venv/develops
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: .venv/develops
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

# An aim that is missed is printed and is no failure of make.
bench: .venv/measures
	-$(BIN)/python -m bench

# The kill and fault tests with so many more seeds, from SOAK_SEED on.
SOAK_SEED ?= 431
SOAK_ROUNDS ?= 10
SOAK_OUTAGE_MINUTES ?= 10
soak: .venv/develops
	SOAK_OUTAGE_MINUTES=$(SOAK_OUTAGE_MINUTES) SOAK_SEED=$(SOAK_SEED) SOAK_ROUNDS=$(SOAK_ROUNDS) $(BIN)/pytest -s tests/acceptance/test_kills.py tests/acceptance/test_workers.py tests/acceptance/test_network_faults.py tests/acceptance/test_process_zalo.py tests/acceptance/test_hostile_steps.py tests/acceptance/test_hostile_strangers.py tests/acceptance/test_hostile_outage.py tests/contracts/test_hostile_events.py tests/properties/test_conversations.py tests/properties/test_keys.py

# What is installed is what the locks say, hash by hash; pip names the file when a hash is wrong.
.venv/runs: requirements.lock pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "Installing what Baocao needs into .venv (once) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

.venv/develops: requirements-dev.lock .venv/runs
	@echo "Installing the tools for checks and tests into .venv (once) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

# The evaluators that the form engine is measured against; the chat's peers get an environment of their own.
.venv/measures: bench/requirements.lock .venv/develops
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r bench/requirements.lock
	@touch $@

lock: .venv/develops
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile pyproject.toml --extra install --extra demo $(LOCKING) -o requirements.lock
	$(BIN)/uv pip compile pyproject.toml --extra install --extra demo --extra dev -c requirements.lock $(LOCKING) -o requirements-dev.lock
	$(BIN)/uv pip compile bench/requirements.in -c requirements-dev.lock $(LOCKING) -o bench/requirements.lock
LOCKING := --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --upgrade --quiet

clean:
	rm -rf .venv .venv-peers .demo
