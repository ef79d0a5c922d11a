# `make run` and `make test` work on a machine with nothing but make and Python 3.11. `make help` lists all.
SHELL := /bin/sh
BIN := .venv/bin
PORT ?= 8000
ARGS ?=
# In the order of tests/conftest.py: what empties the database comes last.
PARALLEL = -n 2 --dist loadfile --no-loadscope-reorder
# The modules whose every public function is typed.
TYPED = $(shell find drakentemmers \( -name rules.py -o -name read.py -o -name actions.py -o -path '*/rules/*.py' \
	-o -path '*/read/*.py' -o -path '*/actions/*.py' \) -not -path '*/migrations/*' | sort)
.DEFAULT_GOAL := help
.PHONY: help run test check unit thorough thorough-postgres figures contract contract-postgres api-fuzz bench lock messages screenshots frontend frontend-check postgres-test wheel-test \
	install install-test clean

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 18

install:
	@tools/install.sh run

install-test: install
	@tools/install.sh test

run: install ## start the site on http://127.0.0.1:8000 with the demonstration (PORT=8001 for another port)
	@exec $(BIN)/drakentemmers run --port $(PORT) $(ARGS)

test: check ## everything: the fast checks, then unit and browser tests on SQLite
	@tools/browser.sh
	$(BIN)/pytest $(PARALLEL) $(ARGS)

check: install-test ## the fast part: lint, formatting, types, import contracts, migrations, translations
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy $(TYPED)
	$(BIN)/lint-imports
	DJANGO_SETTINGS_MODULE=drakentemmers.config.test $(BIN)/drakentemmers makemigrations --check --dry-run
	$(BIN)/python tools/messages.py --check

unit: install-test ## the tests without a browser
	$(BIN)/pytest $(PARALLEL) --ignore=tests/system $(ARGS)

thorough: install-test ## races and random walks at the promised figures (24 threads x 20 rounds, 200 runs x 50 steps)
	THOROUGH=1 $(BIN)/pytest $(PARALLEL) $$(grep -rl tests.thoroughness tests --include="test_*.py") $(ARGS)

thorough-postgres: install-test ## the same on PostgreSQL
	THOROUGH=1 tools/with_postgres.sh $(BIN)/pytest $(PARALLEL) $$(grep -rl tests.thoroughness tests --include="test_*.py") $(ARGS)

figures: install-test ## every promised figure at its promised size, on both databases; goes on where it was (hours)
	$(BIN)/python tools/figures.py sqlite $(ARGS)
	tools/with_postgres.sh $(BIN)/python tools/figures.py postgresql $(ARGS)

contract: install-test ## in full: the permission matrix, the canaries and the log of every form, as everybody
	CONTRACT_WALK=full $(BIN)/pytest -q tests/house/test_contract.py tests/house/test_canaries.py \
		tests/house/test_writes_are_logged.py tests/house/test_without_script.py $(ARGS)

contract-postgres: install-test ## the same on PostgreSQL
	CONTRACT_WALK=full tools/with_postgres.sh $(BIN)/pytest -q tests/house/test_contract.py tests/house/test_canaries.py \
		tests/house/test_writes_are_logged.py $(ARGS)

api-fuzz: install-test ## 10,000 calls generated from the description of the API (CALLS=n for another number)
	API_CALLS=$(or $(CALLS),10000) $(BIN)/pytest -q tests/api/test_description.py -k generated $(ARGS)

bench: install-test ## ratios, each measured in one run
	@for file in $$(grep -l '^def main\|^main()' benchmarks/*.py); do echo "== $$file"; $(BIN)/python "$$file" || exit 1; done
	@echo "== benchmarks/search.py on PostgreSQL"; tools/with_postgres.sh $(BIN)/python benchmarks/search.py

messages: install-test ## collect the screen texts into the .po files and compile them (APP=matching for one app)
	$(BIN)/python tools/messages.py $(APP)

screenshots: install-test ## pictures of the pages at three widths, into screenshots/
	@tools/browser.sh
	SCREENSHOTS=screenshots $(BIN)/pytest tests/system $(ARGS)

frontend: ## rebuild CSS, JavaScript, fonts and icons into drakentemmers/ui/static/ui
	tools/frontend.sh

frontend-check: frontend ## fail when the rebuilt files differ from the committed ones
	@tools/same_as_committed.sh drakentemmers/ui

postgres-test: install-test ## the same tests on PostgreSQL (DATABASE_URL, else a private server)
	@tools/browser.sh
	tools/with_postgres.sh $(BIN)/pytest $(PARALLEL) $(ARGS)

wheel-test: install-test ## build the wheel, install it elsewhere, start it
	tools/wheel_test.sh

lock: install-test ## resolve pyproject.toml anew into requirements/*.txt
	tools/lock.sh

clean: ## remove what make made, except the data in var/
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache build dist *.egg-info frontend/node_modules screenshots
