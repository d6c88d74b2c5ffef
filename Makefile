# Everything that a developer does. `make` alone says what there is.
VENV := .venv
# Compiled modules are kept: else every process of a demo or test compiles all of them again.
unexport PYTHONDONTWRITEBYTECODE
PY := $(VENV)/bin/python
ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help setup setup-test demo test check format bench story messages new-component clean

help: ## Say what there is to make
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-15s %s\n", $$1, $$2}' Makefile

setup: $(VENV)/.synced ## Make everything ready to run (quick when it is)
	@$(PY) -m raadhuis.look.assets
	@$(PY) -m raadhuis.kernel.messages compile

# A Python of 3.11 or newer that can make a virtual environment, by the first name that fits.
$(VENV)/bin/python:
	@for python in python3 python3.13 python3.12 python3.11; do \
	  if $$python -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
	    echo "setup: virtual environment with $$($$python --version)"; \
	    exec $$python -m venv $(VENV); \
	  fi; \
	done; \
	echo "Raadhuis needs Python 3.11 or newer with venv, and found none." >&2; \
	echo "On Debian 12 or newer: apt-get install python3 python3-venv" >&2; \
	exit 1

$(VENV)/bin/uv: | $(VENV)/bin/python
	@$(PY) -m pip install --quiet --disable-pip-version-check uv

$(VENV)/.synced: pyproject.toml uv.lock | $(VENV)/bin/uv
	@echo "setup: installing what uv.lock names"
	@UV_PROJECT_ENVIRONMENT=$(VENV) $(VENV)/bin/uv sync --frozen --compile-bytecode --quiet
	@touch $@

# The browser tests want Chromium. Where it cannot be installed from here they are skipped, and the run says so at its end.
setup-test: setup
	@if command -v chromium >/dev/null 2>&1 || command -v google-chrome >/dev/null 2>&1; then exit 0; fi; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then \
	  echo "setup-test: installing Chromium for the browser tests"; \
	  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium >/dev/null && exit 0; \
	fi; \
	echo "There is no Chromium on PATH: the browser tests will be skipped." >&2; \
	echo "To run them too, on Debian, as root: apt-get install chromium" >&2

demo: setup ## Run a whole demo municipality on this machine (ARGS="--port 9000")
	@$(VENV)/bin/raadhuis demo $(ARGS)

test: setup-test ## Run every test, in parallel (ARGS="-k besluiten")
	@$(PY) -m pytest -n auto --dist loadgroup $(ARGS)

check: setup ## Judge everything: format, lint, types, boundaries, gates
	@$(VENV)/bin/ruff format --check .
	@$(VENV)/bin/ruff check .
	@$(VENV)/bin/mypy
	@$(VENV)/bin/lint-imports --no-logo
	@# The gates read code, so they need no database: conftest.py of the project stays out.
	@$(PY) -m pytest tests/gates --confcutdir=tests/gates -q

format: $(VENV)/.synced ## Write the code in the house's format
	@$(VENV)/bin/ruff check --fix --quiet . || true
	@$(VENV)/bin/ruff format .

bench: setup ## Measure what the documentation claims (ARGS="--help")
	@$(PY) -m bench $(ARGS)

story: setup ## Walk one case from question to archive, step by step
	@$(VENV)/bin/raadhuis story $(ARGS)

messages: setup ## Collect new texts for translation and list the missing ones
	@$(PY) -m raadhuis.kernel.messages collect
	@$(PY) -m raadhuis.kernel.messages missing

new-component: $(VENV)/.synced ## Build an empty, sealed room (NAME=vergunningen)
	@if [ -z "$(NAME)" ]; then echo "Say which: make new-component NAME=vergunningen" >&2; exit 2; fi
	@$(VENV)/bin/raadhuis new-component "$(NAME)" $(ARGS)

clean: ## Take away what can be made again (demo data in .raadhuis/ stays)
	@rm -rf $(VENV) node_modules build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	@rm -rf src/raadhuis/look/static/look/vendor
	@find src tests tools bench -name __pycache__ -prune -exec rm -rf {} +
	@find src -name '*.mo' -delete
