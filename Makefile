# For developers. Users need none of this: `python3 manage.py up` and `python3 manage.py test` are enough.

PYTHON := .venv/bin/python
CODE := claims factcheck tests benchmarks docker manage.py
COMPILE := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --no-config
# A secret and a host of this check alone; the address is never used.
PRODUCTION := PRODUCTION=1 SECRET_KEY=$$($(PYTHON) -c 'import secrets; print(secrets.token_urlsafe(64))') \
	ALLOWED_HOSTS=desk.invalid DATABASE_URL=postgresql://nobody@nowhere.invalid/none

.DEFAULT_GOAL := help
.PHONY: help up test sure checks environment format lint types floors migrations deployment compose fmt lock messages \
	bench gauntlet pictures screens

help: ## Say what there is
	@sed -n 's/^\([a-z]*\):.*## /\1|/p' $(MAKEFILE_LIST) | while IFS='|' read -r name does; do \
		printf '  make %-12s %s\n' "$$name" "$$does"; done

up: ## Run the desk on this machine
	@python3 manage.py up

test: ## Run all tests on a throw-away PostgreSQL (ARGUMENTS="-k word")
	@python3 manage.py test $(ARGUMENTS)

sure: checks test ## Everything that CI does

checks: format lint types floors migrations deployment compose ## Everything that CI does but the tests

environment: ## Make or extend .venv with what developers need
	@python3 factcheck/bootstrap.py dev

format: environment ## Is the code formatted?
	$(PYTHON) -m ruff format --check $(wildcard $(CODE))

lint: environment ## Does the linter object?
	$(PYTHON) -m ruff check $(wildcard $(CODE))

types: environment ## Do the types fit?
	$(PYTHON) -m mypy --strict

floors: environment ## Does every import go downward?
	.venv/bin/lint-imports

migrations: environment ## Is a migration missing?
	$(PYTHON) -W "ignore:Got an error checking a consistent" manage.py makemigrations --check --dry-run

deployment: environment ## Are the production settings safe?
	$(PRODUCTION) $(PYTHON) manage.py check --deploy --fail-level WARNING

compose: environment ## Is docker-compose.yml what the specification allows?
	$(PYTHON) -m pytest -q --no-header tests/factcheck/test_compose.py

fmt: environment ## Format the code and mend what the linter can
	$(PYTHON) -m ruff check --fix $(wildcard $(CODE))
	$(PYTHON) -m ruff format $(wildcard $(CODE))

lock: ## Choose the dependencies anew (needs uv)
	$(COMPILE) requirements.in -o requirements.txt
	$(COMPILE) requirements-dev.in -o requirements-dev.txt

bench: environment ## Measure speed, memory and quality, and write docs/figures.md (needs an hour, and ../shared/bench)
	$(PYTHON) -m benchmarks.start
	$(PYTHON) -m benchmarks.keyboard
	$(PYTHON) -m benchmarks.reading
	$(PYTHON) -m benchmarks.quantities
	$(PYTHON) -m benchmarks.quality
	$(PYTHON) -m benchmarks.watching
	$(PYTHON) -m benchmarks.behaviours
	$(PYTHON) -m benchmarks.checking
	$(PYTHON) -m benchmarks.figures

gauntlet: environment ## Kill workers at work, 10,000 jobs and 500 faults, and count what was lost (DATABASE_URL)
	$(PYTHON) -m tests.gauntlet --jobs 2000 --faults 100 --seeds 5
	$(PYTHON) -m tests.gauntlet --controls
	$(PYTHON) -m tests.gauntlet.fetching
	$(PYTHON) -m tests.gauntlet.editors

pictures: environment ## Make the pictures of the README
	$(PYTHON) -m tests.browser.pictures

screens: environment ## Picture every screen, wide and narrow, light and dark, into .scratch/screens
	$(PYTHON) -m tests.browser.screens

messages: environment ## Gather all words for translators and compile catalogues (LANGUAGES="ko ar"; needs GNU gettext)
	$(PYTHON) manage.py gather_words $(LANGUAGES)
