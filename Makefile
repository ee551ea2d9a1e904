# Traslado's commands. Each sets up what it needs; the first run takes a minute or two, the next starts at once.
.POSIX:
.PHONY: help demo neo4j test check lint bench soak lock clean install install-dev

RUN = .venv/bin/python -m
PYTEST = $(RUN) pytest --benchmark-disable
# As many at a time as there are cores, and no more than have memory for a Chromium and a Neo4j beside them.
SHARED_OUT = --numprocesses=auto --maxprocesses=4 --dist=loadfile --no-loadscope-reorder

help: ## Show this list (the default)
	@awk -F ':.*## ' '/^[a-z0-9]+:.*## / { printf "  make %-6s  %s\n", $$1, $$2 }' Makefile

demo: install ## Load the samples, start the service on http://127.0.0.1:8000, and say what to ask
	@.venv/bin/python scripts/load_samples.py
	@.venv/bin/python scripts/demo.py

neo4j: install ## Start a real Neo4j with its Browser, and bring the demo's graph into it
	@.venv/bin/python scripts/load_samples.py
	@.venv/bin/traslado neo4j start --home .demo >/dev/null
	@.venv/bin/traslado neo4j sync --home .demo
	@.venv/bin/traslado neo4j status --home .demo
	@echo "Stop it with: .venv/bin/traslado neo4j stop --home .demo"

test: lint ## Everything: style, types, layers and all tests, with a real Neo4j and a real browser
	.venv/bin/python tests/chromium.py
	$(PYTEST) $(SHARED_OUT) -m "not soak"

check: lint ## The quick part of it
	$(PYTEST) $(SHARED_OUT) -m "not slow and not soak"

lint: install-dev ## Style, types and layers
	$(RUN) ruff check .
	$(RUN) ruff format --check .
	$(RUN) mypy
	.venv/bin/lint-imports

bench: install-dev ## Measure: loading, questions, sync, start of the command line
	$(RUN) pytest tests/benchmarks --benchmark-only

soak: install-dev ## The long tests: property tests with 100 times the examples, and what takes minutes
	$(PYTEST) -m "soak or hypothesis" --hypothesis-profile=soak

lock: ## Write the lock files anew after a change of pyproject.toml (needs uv)
	./scripts/lock.sh

clean: ## Take away .venv, the demo's graph and every cache, not Maven's
	@if [ -d .demo/neo4j ] && [ -x .venv/bin/traslado ]; then .venv/bin/traslado neo4j stop --home .demo; fi
	rm -rf .venv .demo .benchmarks .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache build dist

install:
	@./scripts/install.sh requirements.lock

install-dev:
	@./scripts/install.sh requirements-dev.lock
