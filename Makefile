# make app    open the calculator in a browser
# make test   run the tests
# Each sets up what it needs in .venv first. Needed beforehand: make, and Python with venv or uv.

VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
READY_TO_TEST := $(VENV)/.ready-to-test
PYTHON ?= python3
PYTHON_RANGE := >=3.11,<3.16

# uv where it is installed; otherwise a copy of its own in .uv
UV_FOUND := $(shell command -v uv 2>/dev/null)
UV := $(or $(UV_FOUND),.uv/bin/uv)
export UV_PROJECT_ENVIRONMENT := $(VENV)
unexport VIRTUAL_ENV

.DEFAULT_GOAL := help
.PHONY: help app test setup lint format bench clean

help:
	@echo "make app     open the calculator (ARGS=... are passed on)"
	@echo "make test    run the tests (ARGS=... are passed to pytest)"
	@echo "make lint    check style and types"
	@echo "make format  rewrite the code in the project's style"
	@echo "make bench   measure the speed of the engine and of the app (the latter needs Chromium)"
	@echo "make clean   remove .venv, .uv and caches"

app: $(READY)
	$(BIN)/footprint app $(ARGS)

test: $(READY_TO_TEST)
	$(BIN)/pytest -n auto --dist loadgroup $(ARGS)

setup: $(READY_TO_TEST)

lint: $(READY_TO_TEST)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: $(READY)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(READY)
	$(BIN)/python -m benchmarks
	$(BIN)/python -m benchmarks.app

clean:
	rm -rf $(VENV) .uv .pytest_cache .mypy_cache .ruff_cache .hypothesis

SYNC = $(UV) sync --frozen --extra app --extra captures --extra models --extra exchange --extra fleet --python "$(PYTHON_RANGE)"

# Only again when the project's dependencies change. TensorFlow and Spark, which are large, are for the tests only.
$(READY): pyproject.toml uv.lock $(if $(UV_FOUND),,.uv/bin/uv)
	$(SYNC) --inexact
	@touch $@

$(READY_TO_TEST): pyproject.toml uv.lock $(if $(UV_FOUND),,.uv/bin/uv)
	$(SYNC) --extra tensorflow --extra spark
	@touch $(READY) $@

.uv/bin/uv:
	$(PYTHON) -m venv .uv
	.uv/bin/python -m pip install --quiet --disable-pip-version-check uv
