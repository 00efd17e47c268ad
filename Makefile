# make run    the demonstration case
# make test   the tests
# make trials longer ones: kill -9 at random moments, thousands of files; writes docs/trials.md
# Both set everything up by themselves, once: see installer/set_up.sh.

PYTHON := .venv/bin/python
export QT_QPA_PLATFORM ?= offscreen

.PHONY: run test trials lint types contracts check set-up clean

run: set-up
	@$(PYTHON) -m writerid demo --out demo-results

test: set-up
	@$(PYTHON) -m pytest

trials: set-up
	@$(PYTHON) -m tests.trials.killed --kills 100
	@$(PYTHON) -m tests.trials.many_files

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
