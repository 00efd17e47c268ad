# make run    the window, on the demonstration case; without a screen, pictures of the way through it
# make test   the tests
# make trials longer ones: kill -9 at random moments, thousands of files, spoilt files; writes
#             docs/trials.md
# Both set everything up by themselves, once: see installer/set_up.sh.

PYTHON := .venv/bin/python
.PHONY: run test trials lint types contracts check set-up clean

run: set-up
	@$(PYTHON) -m writerid --demonstration

# The tests need no screen.
test: export QT_QPA_PLATFORM ?= offscreen
test: set-up
	@$(PYTHON) -m pytest -n auto --maxprocesses 4 --dist worksteal

trials: set-up
	@$(PYTHON) -m tests.trials.killed --kills 100
	@$(PYTHON) -m tests.trials.many_files
	@$(PYTHON) -m tests.trials.custody_killed --kills 105
	@$(PYTHON) -m tests.trials.fuzzed --cases 600

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
