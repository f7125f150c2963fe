# The only commands anyone needs. `make help` lists them.
.DEFAULT_GOAL := help
SHELL := /bin/bash
PYTHON ?= python3
BIN := .venv/bin
RUN := $(BIN)/python -m
WORKERS ?= $(shell nproc | awk '{ print ($$1 > 8) ? 8 : $$1 }')
SHARED := -n $(WORKERS) --dist loadgroup --no-loadscope-reorder

.PHONY: help demo up down status token load import-units dead-letters revoke sbom backup restore reconcile verify-ledger rebuild-reports test simulate planted hostile rules check lint fmt contracts lock bench faults compose-env alerts clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: .venv/run ## tell one case from the hotline to the deduction, live (KILL=finance: while that service is killed again and again)
	@$(RUN) aftercare demo $(if $(KILL),--kill $(KILL))

up: .venv/run ## start the stack and keep it running
	@$(RUN) aftercare up

down: .venv/run ## stop it (WIPE=1: forget its data too)
	@$(RUN) aftercare down $(if $(WIPE),--wipe)

status: .venv/run ## the whole stack on one screen, what rings and what to type (WATCH=1: again and again)
	@$(RUN) aftercare status $(if $(WATCH),--watch)

token: .venv/run ## a bearer token: ROLE=site_lead PROJECT=P1 [PERSON=li CONTRACTOR=C1]
	@$(RUN) aftercare token $(ROLE) $(if $(PROJECT),--project '$(PROJECT)') $(if $(PERSON),--person '$(PERSON)') $(if $(CONTRACTOR),--contractor '$(CONTRACTOR)')

revoke: .venv/run ## end tokens before their time, at once: PERSON=li | CONTRACTOR=C1 | TOKEN=<jti> | EVERYBODY=1
	@$(RUN) aftercare revoke $(if $(PERSON),--person '$(PERSON)') $(if $(CONTRACTOR),--contractor '$(CONTRACTOR)') $(if $(TOKEN),--token '$(TOKEN)') $(if $(EVERYBODY),--everybody)

load: .venv/run ## post a CSV of contacts: FILE=cases.csv [PROJECT=P1 MOST=1000 HANDED_OVER_ON=2026-01-01]
	@$(RUN) aftercare load '$(FILE)' $(if $(PROJECT),--project '$(PROJECT)') $(if $(MOST),--most $(MOST)) $(if $(HANDED_OVER_ON),--handed-over-on $(HANDED_OVER_ON))

import-units: .venv/run ## take units in from a CSV: FILE=units.csv [PROJECT=P1 MODE=rows UPDATE=1]
	@$(RUN) aftercare import-units '$(FILE)' $(if $(PROJECT),--project '$(PROJECT)') $(if $(MODE),--mode $(MODE)) $(if $(UPDATE),--update)

dead-letters: .venv/run ## what could not be applied: [SERVICE=finance ID=<id> WORDS=1] [REPLAY=<id>|all] [MEND=<id> FILE=mended.json] [REFUSE=<id>] [PAST=1]; BY= and WHY= are put on record
	@$(RUN) aftercare dead-letters $(if $(SERVICE),--service '$(SERVICE)') $(if $(ID),--id '$(ID)') $(if $(WORDS),--words) $(if $(REPLAY),--replay '$(REPLAY)') $(if $(MEND),--mend '$(MEND)') $(if $(FILE),--file '$(FILE)') $(if $(REFUSE),--refuse '$(REFUSE)') $(if $(PAST),--past) --by "$$BY" --why "$$WHY"

backup: .venv/run ## five databases as of one moment, and the papers, while all runs: TO=folder
	@$(RUN) aftercare backup --to '$(TO)'

restore: .venv/run ## put a backup back, the services being stopped: FROM=folder (WIPE=1: over what is there; SETTLE=moment: other means put the databases back to it)
	@$(RUN) aftercare restore $(if $(SETTLE),--settle '$(SETTLE)',--from '$(FROM)') $(if $(WIPE),--wipe)

reconcile: .venv/run ## find what was said and never arrived, and send it again (DRY=1: only look)
	@$(RUN) aftercare reconcile $(if $(DRY),--dry)

verify-ledger: .venv/run ## walk the whole ledger and say the first wrong entry: [NOTED=position:hash]
	@$(RUN) aftercare verify-ledger $(if $(NOTED),--noted $(NOTED))

rebuild-reports: .venv/run ## build what the reports are made of anew from the history, and say whether anything differed
	@$(RUN) aftercare rebuild-reports

test: .venv/test ## every test, on every core (WORKERS=1: on one)
	@PYTHONDONTWRITEBYTECODE= $(RUN) pytest $(SHARED)

simulate: .venv/test ## histories with faults in virtual time, the real services on real databases: SEEDS=1-2000 (or 42)
	@cd tests && SEEDS='$(or $(SEEDS),1-200)' ../$(RUN) simulation

planted: .venv/test ## plant each known bug in a copy: the tests named for it must notice it (ONLY="float")
	@cd tests && ONLY='$(ONLY)' ../$(RUN) planted

hostile: .venv/test ## requests nobody thought of, at every door of every service (EXAMPLES=40 of each operation, fitting and spoilt; SEED=11)
	@AFTERCARE_HOSTILE_EXAMPLES=$(or $(EXAMPLES),40) AFTERCARE_HOSTILE_SEED=$(or $(SEED),11) $(RUN) pytest tests/services/hostile

rules: .venv/test ## the pure rules alone, in seconds
	@PYTHONDONTWRITEBYTECODE= $(RUN) pytest $(SHARED) -p no:schemathesis tests/rules

check: lint rules ## what is quick

lint: .venv/test ## style, imports and types
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && PYTHONPATH=libs:services:libs/contracts $(BIN)/lint-imports && $(BIN)/mypy libs services

fmt: .venv/test ## format the code
	@$(BIN)/ruff check --fix . ; $(BIN)/ruff format .

contracts: .venv/test ## write the JSON Schemas, and a golden message for each new event
	@$(RUN) aftercare_contracts.json_schema >/dev/null && cd tests && ../$(RUN) contracts && git status --short ../libs/contracts contracts

bench: .venv/test ## measure beside a floor: a file of 100,000 units, pages of 1,000,000 cases, contractors, the ledger, facts and reports, printing, a campaign of 10,000 (ROWS=1000: fewer; ONLY=ledger)
	@cd tests && for what in $(or $(ONLY),units search records ledger facts printing campaign); do $(if $(ROWS),ROWS=$(ROWS)) ../$(RUN) bench.$$what || exit 1; done

sbom: .venv/run ## the locked libraries with their hashes, as CycloneDX, for whatever scans for known holes
	@$(RUN) aftercare sbom

faults: .venv/test ## hurt a running system in every known way and see that nothing is lost: [ONLY=kill-finance,broker SEED=7 LOAD=0.5 LIST=1]
	@cd tests && ../$(RUN) faults $(if $(ONLY),--only '$(ONLY)') $(if $(SEED),--seed $(SEED)) $(if $(LOAD),--load $(LOAD)) $(if $(LIST),--list)

lock: ## lock the dependencies anew, versions and hashes
	@bash scripts/lock.sh

compose-env: .venv/run ## secrets and definitions for docker compose, in deploy/
	@$(RUN) aftercare compose-env

alerts: .venv/run ## write the alarms as rules for Prometheus, to deploy/alerts.yml
	@$(RUN) aftercare alerts

clean: ## remove the virtual environment and caches
	@rm -rf .venv .pytest_cache .ruff_cache .mypy_cache .hypothesis

.venv/made:
	@bash scripts/make-venv.sh $(PYTHON)

.venv/run: requirements.lock pyproject.toml libs/contracts/pyproject.toml | .venv/made
	@echo "installing what running needs…" && $(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e libs/contracts -e . && touch $@

.venv/test: requirements-dev.lock .venv/run
	@echo "installing what testing needs…" && $(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements-dev.lock && touch $@
