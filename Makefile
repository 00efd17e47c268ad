# make run    the demonstration case
# make test   the tests
# Both set everything up by themselves, once: see installer/set_up.sh.

PYTHON := .venv/bin/python
.PHONY: run test lint types contracts check set-up clean

run: set-up
	@$(PYTHON) -m writerid demo --out demo-results

# The tests need no screen.
test: export QT_QPA_PLATFORM ?= offscreen
test: set-up
	@$(PYTHON) -m pytest

lint: set-up
	@$(PYTHON) -m ruff check .
	@$(PYTHON) -m ruff format --check .

types: set-up
	@$(PYTHON) -m mypy

contracts: set-up
	@.venv/bin/lint-imports

check: lint types contracts test

set-up:
	@sh installer/set_up.sh

clean:
	rm -rf .venv build demo-results .pytest_cache .mypy_cache .ruff_cache .import_linter_cache
