# Everything runs in .venv, which `setup` makes; PYTHON chooses the interpreter it is made with.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.untagged-llm-installed
STAMP := $(VENV)/.untagged-llm-setup

.PHONY: setup demo demo-runtime test corpus fix-corpus bench robustness conformance picture clean

setup: $(STAMP)

# The checker reads LLM code without importing it, so the demo needs none of the SDKs.
$(INSTALLED): pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade pip
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e ".[yaml]"
	touch $(INSTALLED)

$(STAMP): $(INSTALLED)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e ".[test,sdks,lsp,yaml]"
	touch $(STAMP)

# First what is found, where exit code 1 is a success and 2 and 3 are not; then a copy of the
# shop is fixed, after which nothing may be found any more.
demo: $(INSTALLED)
	@cd fixtures/shop && ../../$(BIN)/untagged-llm check . || test $$? -eq 1
	@copy=$$(mktemp -d) && trap 'rm -rf "$$copy"' EXIT && cp -R fixtures/shop/. "$$copy" && \
	tool="$$PWD/$(BIN)/untagged-llm" && cd "$$copy" && \
	printf '\n%s\n\n' '$$ untagged-llm fix --unsafe-fixes .' && "$$tool" fix --unsafe-fixes . && \
	printf '\n%s\n\n' '$$ untagged-llm check .' && "$$tool" check .

# The shop at work: its SDKs against a local provider, and what each team spent.
demo-runtime: setup
	@$(BIN)/python -W ignore tests/demo/day.py

test: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/untagged-llm check src
	UNTAGGED_LLM_SDKS=required $(BIN)/pytest -n auto --dist loadgroup

corpus: setup
	$(BIN)/python benchmarks/corpus.py

# What the fixer makes of the same packages.
fix-corpus: setup
	$(BIN)/python benchmarks/fixing.py

# Prices are compared in an environment of their own: the peers pin other versions than the tests.
bench: setup
	test -x .bench/prices/bin/python || $(PYTHON) -m venv .bench/prices
	.bench/prices/bin/python -m pip install --quiet --disable-pip-version-check -e . genai-prices litellm==1.106.2 tokencost
	.bench/prices/bin/python benchmarks/prices.py
	test -x .bench/overhead/bin/python || $(PYTHON) -m venv .bench/overhead
	.bench/overhead/bin/python -m pip install --quiet --disable-pip-version-check -e . 'openai>=2.53,<3' httpx requests opentelemetry-sdk openinference-instrumentation-openai langfuse langsmith
	.bench/overhead/bin/python benchmarks/overhead.py
	$(BIN)/python benchmarks/bench.py

# All of the interpreter's own tests, where `make test` takes a sample.
robustness: setup
	ROBUSTNESS=all $(BIN)/pytest -n auto --timeout 1800 tests/robustness

conformance: setup
	$(BIN)/python tests/sdks/conformance_run.py

# The output shown in the README.
picture: setup
	$(BIN)/python docs/picture.py

clean:
	rm -rf $(VENV) .bench .corpus .untagged-llm-cache build dist
