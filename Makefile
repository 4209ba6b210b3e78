# `make demo` and `make test` are all a newcomer needs: Python 3.10+ with venv, make and git, nothing else.

BASE_PYTHON ?= python3
VENV ?= .venv
PYTHON = $(VENV)/bin/python
READY = $(VENV)/.ready

.DEFAULT_GOAL := help
.PHONY: help demo demo-go demo-svg report-pictures test lint types docs site bench confirmed mutants clean

help:  ## what can be made
	@sed -nE 's/^([a-z-]+):.*  ## (.*)/\1\t\2/p' $(MAKEFILE_LIST) | expand -t 12

demo: $(READY)  ## a suite that is green alone and red under -n 4, what isolint says, and the repair
	$(PYTHON) examples/demo.py

demo-go: $(READY)  ## the same with Ginkgo specs in four processes; needs four Debian packages
	$(PYTHON) examples/demo_go.py

demo-svg: $(READY)  ## the screen of the demo, as docs/demo.svg
	$(PYTHON) examples/demo.py --svg docs/demo.svg

report-pictures: $(READY)  ## the pictures of `isolint report` in docs; needs /usr/bin/chromium
	ISOLINT_REPORT_PICTURES=docs $(PYTHON) -m pytest -q -k pictures tests/clients/test_report_browser.py

test: $(READY)  ## everything that has to hold before a change goes in
	$(PYTHON) -m pytest -n auto --maxprocesses 8 --dist worksteal
	@$(MAKE) --no-print-directory lint types

lint: $(READY)  ## ruff, generated pages, and isolint on itself
	$(PYTHON) -m ruff check .
	$(PYTHON) -m isolint.devtools docs --check
	$(PYTHON) -m isolint check

types: $(READY)  ## mypy --strict
	$(PYTHON) -m mypy

docs: $(READY)  ## the pages that are made from rules and catalogues
	$(PYTHON) -m isolint.devtools docs

site: $(READY)  ## the documentation as a web site, in site/
	NO_MKDOCS_2_WARNING=1 $(PYTHON) -m mkdocs build --quiet --strict

bench: $(READY)  ## ratios against a floor that is measured in the same run
	$(PYTHON) bench/small_suite.py
	$(PYTHON) bench/cold_check.py $(or $(DIR),tests)

confirmed: $(READY)  ## the fixture documents that can be run: red before the repair, green after it
	$(PYTHON) bench/confirmed.py

mutants: $(READY)  ## a thousand safe suites, each broken in one way: how many of the breaks are found
	$(PYTHON) bench/mutants

clean:  ## forget the environment and all caches
	rm -rf $(VENV) build dist .isolint_cache .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(READY): pyproject.toml
	$(BASE_PYTHON) -m venv --clear $(VENV)
	$(PYTHON) -m pip install --quiet --disable-pip-version-check -e '.[dev]'
	touch $@
