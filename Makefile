# The commands to remember: make demo, make test, make check. The rest serves those.
# `make demo SERVE=0` ends after the sample answers.

PYTHON ?= python3
SERVE ?= 1
BIN := .venv/bin
RUNTIME := build/runtime
REFERENCE := from normalize.accelerated import reference; print(reference())
ACCELERATOR := build/accelerator
ACCELERATED := $(if $(shell command -v cargo),accelerator)
PICA_DATA := tests/nation/pica_data
LOCK := ../$(BIN)/pip-compile --quiet --generate-hashes --strip-extras --allow-unsafe \
	--no-emit-index-url --no-emit-find-links --no-header

.PHONY: setup demo check test docs lock format clean accelerator

setup: .venv/.set-up

# The stamp is newer than the lock when everything in the lock is installed.
.venv/.set-up: requirements/dev.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed: name one with make PYTHON=..."; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' || \
		{ echo "Python's venv is missing: apt-get install python3-venv"; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements/dev.txt
	$(BIN)/python -m pip install -qq --no-deps --no-index --no-build-isolation --editable .
	touch $@

# A second environment with nothing but what serving needs: it shows that the command starts there.
$(RUNTIME)/.set-up: requirements/runtime.txt
	test -x $(RUNTIME)/bin/python || $(PYTHON) -m venv $(RUNTIME)
	$(RUNTIME)/bin/python -m pip install --quiet --require-hashes -r requirements/runtime.txt
	touch $@

demo: setup
	$(BIN)/spil demo $(if $(filter 0,$(SERVE)),--no-serve,--serve)

check: setup $(RUNTIME)/.set-up
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest -n auto --dist worksteal
	$(RUNTIME)/bin/python -c 'from cli.main import main; main()' --help >/dev/null

test: check browser $(PICA_DATA)/node_modules $(ACCELERATED)
	$(BIN)/pytest -m "postgres or elasticsearch or spark or journey$(ACCELERATED:%= or %)"
	$(if $(ACCELERATED),$(BIN)/pytest -n auto --dist worksteal tests/normalize,\
		@echo "cargo is missing: the accelerator is neither built nor tested")

# Reading by Rust, for who has it: everything works without.
accelerator: .venv/.accelerated

.venv/.accelerated: .venv/.set-up $(wildcard accelerator/src/*.rs accelerator/*.toml) \
		accelerator/Cargo.lock $(wildcard normalize/*.py catalogue/*.py)
	@command -v cargo >/dev/null || { echo "cargo is missing: install Rust 1.88 or newer"; exit 1; }
	SPIL_REFERENCE=$$($(BIN)/python -c '$(REFERENCE)') CARGO_TARGET_DIR=$(ACCELERATOR) \
		$(BIN)/maturin build --quiet --release --locked --strip \
		--manifest-path accelerator/Cargo.toml --out $(ACCELERATOR)/wheel
	$(BIN)/python -m pip install -qq --no-deps --no-index --force-reinstall $(ACCELERATOR)/wheel/*.whl
	touch $@

.PHONY: browser
browser:
	@command -v chromium >/dev/null || \
		{ test "$$(id -u)" = 0 && apt-get update -qq && \
			apt-get install --yes -qq --no-install-recommends chromium >/dev/null; } || \
		{ echo "Chromium is missing and only root can install it: apt-get install chromium"; exit 1; }

# A reader of PICA+ in another language, for one test.
$(PICA_DATA)/node_modules: $(PICA_DATA)/package-lock.json
	@command -v npm >/dev/null || \
		{ test "$$(id -u)" = 0 && apt-get update -qq && \
			apt-get install --yes -qq --no-install-recommends nodejs npm >/dev/null; } || \
		{ echo "npm is missing and only root can install it: apt-get install nodejs npm"; exit 1; }
	npm ci --silent --no-audit --no-fund --ignore-scripts --prefix $(PICA_DATA)
	touch $@

docs: setup
	$(BIN)/python -m cli.documentation docs

lock: setup
	cd requirements && $(LOCK) --output-file runtime.txt runtime.in
	cd requirements && $(LOCK) --output-file dev.txt dev.in

format: setup
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

clean:
	rm -rf .venv build .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
