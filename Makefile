# The verbs of the project. Each is one line of tools/, which needs only Python 3.9 or above.
PYTHON ?= python3
APP := .venvs/app/bin/python

.DEFAULT_GOAL := help
.PHONY: help run setup test test-unit train lint format types evaluate bench lock clean distclean python

help: ## list what there is
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: python ## chat on http://127.0.0.1:8000/ (PORT, RASA_PORT, ACTIONS_PORT change the ports); Ctrl-C ends it
	@$(PYTHON) -m tools.run

setup: python ## the two environments and a browser for the tests, without starting anything
	@$(PYTHON) -m tools.setup all

test: python ## lint, types, unit, contract, conversation and browser tests (LONG=1: the long ones too, as CI does)
	@$(PYTHON) -m tools.check all $(if $(ARGS),-- $(ARGS))

test-unit: python ## the tests that need neither the running stack, a browser nor PostgreSQL
	@$(PYTHON) -m tools.check unit $(if $(ARGS),-- $(ARGS))

train: python ## train the model if its inputs changed (FORCE=1: in any case)
	@$(PYTHON) -m tools.train $(if $(FORCE),--force)

lint: python ## ruff: rules and format, without changing a file
	@$(PYTHON) -m tools.check lint

format: python ## ruff: format, and mend what can be mended by itself
	@$(PYTHON) -m tools.setup app
	@$(APP) -m ruff check --fix .
	@$(APP) -m ruff format .

types: python ## mypy
	@$(PYTHON) -m tools.check types

evaluate: python ## score the running stack on labelled questions
	@$(PYTHON) -m tools.setup rasa app
	@$(APP) -m tools.evaluate $(ARGS)

bench: python ## measure speed and memory against stock Rasa
	@$(PYTHON) -m tools.setup rasa app
	@$(APP) -m benchmarks $(ARGS)

lock: python ## make the lock files anew from requirements/*.in (ARGS=--upgrade: newest versions)
	@$(PYTHON) -m tools.lock $(ARGS)

clean: ## remove the model, the database, logs and caches (the environments stay)
	@rm -rf var models .rasa .mypy_cache .ruff_cache .pytest_cache .hypothesis
	@find . -name __pycache__ -not -path './.venvs/*' -prune -exec rm -rf {} +

distclean: clean ## remove the environments as well
	@rm -rf .venvs

python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 9))' || { \
		echo "Problem: $(PYTHON) is missing or older than Python 3.9."; \
		echo "To do:   install Python 3, or name one: make PYTHON=/path/to/python3 ..."; exit 1; }
