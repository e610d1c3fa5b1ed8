# Every command installs what it needs first; what is up to date costs next to nothing.

INSTALL := python3 helpdesk/supervisor/install.py
PYTHON := .venv/bin/python
SIZE ?= 10000

# Files and output are UTF-8 also where the person's locale is another.
export PYTHONUTF8 := 1

.DEFAULT_GOAL := help
.PHONY: help run install build test lint openapi seed bench screenshots format

help: ## Show this list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1|\2/p' $(MAKEFILE_LIST) | column -t -s '|'

run: ## Start the whole helpdesk with demo data (PORT, CANDOR_HOME, DEMO=0)
	@$(INSTALL) python frontend
	@exec $(PYTHON) -m helpdesk.supervisor --tied

install: ## Install Python packages, frontend packages and the tests' browser
	@$(INSTALL) python node browser

build: ## Build workspace, widget and demo page
	@$(INSTALL) frontend

test: ## Run every test: Python, TypeScript, browser, whole system
	@$(INSTALL) python node frontend browser $(if $(CI),mail-server)
	@exec $(PYTHON) tests/lanes.py test

lint: ## Check style, types, import floors, migrations and generated files
	@$(INSTALL) python node
	@exec $(PYTHON) tests/lanes.py lint

format: ## Rewrite Python files in the house format
	@$(INSTALL) python
	@.venv/bin/ruff check --fix-only --quiet . && .venv/bin/ruff format .

openapi: ## Write the TypeScript types of the API
	@$(INSTALL) python node
	@exec $(PYTHON) tests/lanes.py write-api-types

seed: ## Add SIZE synthetic tickets to the running installation's database
	@$(INSTALL) python
	@exec $(PYTHON) manage.py seed_bulk --tickets $(SIZE)

bench: ## Measure the hot paths and print the table
	@$(INSTALL) python
	@exec $(PYTHON) -m bench

screenshots: ## Take a picture of every screen into docs/images
	@$(INSTALL) python frontend browser
	@exec $(PYTHON) -m tests.screenshots
