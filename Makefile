# Everything installs into .venv, once; afterwards no target but `lock` needs the network.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

PYTHONS := $(PYTHON) python3.11 python3.12 python3.13 python3 python
UV := uv==0.13.9
PY := .venv/bin/python
VENV := .venv/.made
INSTALLED := .venv/.installed
PIPELINES := .venv/.pipelines
TRAINING := .venv/.training
BROWSER := .venv/.browser
PAIRS := ../shared/benchmarks/plover
LOCK := $(PY) -m uv pip compile pyproject.toml --quiet --universal --python-version 3.11 --upgrade \
	--generate-hashes --no-emit-index-url --no-header --no-annotate

.PHONY: help demo test browser check format format-check lint types docs golden floors notebook reference package training-tools foreign-readers model model-small lock clean FORCE

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile | expand -t 14

demo: $(PIPELINES) ## read an example article, put the examples into a store, say how to see it
	@$(PY) -m depeche read examples/guyana-esequibo.txt
	@mkdir -p build && $(PY) -m depeche ingest examples --store build/demo
	@echo; echo "See it in the browser, with the other examples: $(PY) -m depeche serve --store build/demo"

test: $(PIPELINES) ## run the tests
	@$(PY) -m pytest -n 2 --quiet --ignore tests/browser

browser: $(BROWSER) ## walk the explorer in a real browser (needs chromium and npm; minutes)
	@$(PY) -m pytest --quiet tests/browser

check: format-check lint types test ## format, lint, types, tests, docs and floors

format: $(INSTALLED) ## rewrite the code in its format
	@$(PY) -m ruff format .
	@$(PY) -m ruff check --fix .

format-check: $(INSTALLED)
	@$(PY) -m ruff format --check .

lint: $(INSTALLED) ## look for faults
	@$(PY) -m ruff check .

types: $(INSTALLED) ## check the types strictly
	@$(PY) -m mypy

docs: $(PIPELINES) ## check that README and docs say what the program does
	@$(PY) -m pytest --quiet tests/test_docs.py

golden: $(PIPELINES) ## score the golden articles, layer by layer
	@mkdir -p build
	@for answer in tests/golden/*.json; do name=$$(basename "$$answer" .json); echo "== $$name"; \
	$(PY) -m depeche read "tests/golden/$$name.txt" --format json --out "build/$$name.json"; \
	$(PY) -m depeche eval article "$$answer" "build/$$name.json" --format table; done

floors: $(PIPELINES) ## raise the floors to the scores reached
	@$(PY) tests/floors.py

reference: $(PIPELINES) ## write docs/reference.md from the docstrings
	@$(PY) tests/reference.py

package: $(INSTALLED) ## build wheel and sdist, install the sdist into an empty environment, read an example there
	@rm -rf build/package && mkdir -p build/package
	@$(PY) -m hatchling build --directory build/package
	@$(PY) -m venv build/package/.venv
	@build/package/.venv/bin/python -m pip install --quiet --disable-pip-version-check build/package/*.tar.gz \
	|| { echo "$$NO_PACKAGES" >&2; exit 1; }
	@cd build/package && ! .venv/bin/depeche read ../../examples/myanmar-truce.txt 2>advice && grep "depeche languages install en" advice
	@cd build/package && .venv/bin/depeche languages install en && .venv/bin/depeche read ../../examples/myanmar-truce.txt

notebook: $(PIPELINES) ## run the notebook of the docs and keep what it shows
	@$(PY) tests/run_notebook.py

training-tools: $(TRAINING) ## install what training needs, for its tests

foreign-readers: $(INSTALLED) ## install readers of exports that no lock file pins, for their tests
	@$(PY) -m pip install --quiet --disable-pip-version-check -r tests/foreign-readers.txt

model: $(TRAINING) ## train the encoder anew (hours on two cores; goes on where it stopped)
	@$(PY) -m training --pairs $(PAIRS) $(if $(VALIDATE),--validate)

model-small: $(TRAINING) ## try the training on 200 passages (minutes), into build/model-small
	@$(PY) -m training --small --work build/model-small --out build/model-small/out

lock: $(INSTALLED) ## pin the newest dependencies that fit, by hash (needs the network)
	@$(PY) -m pip install --quiet $(UV)
	@$(LOCK) --output-file requirements.lock
	@$(LOCK) --group dev --constraint requirements.lock --output-file requirements-dev.lock

clean: ## remove .venv and all that is built
	rm -rf .venv build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis

# ---- installing -------------------------------------------------------------------------------------------------

define NO_PYTHON
No Python 3.11 or newer with venv and pip was found. Install one and run the command again,
on Debian: apt install python3 python3-venv; or name yours: make PYTHON=/path/to/python3
endef
define NO_PACKAGES
The packages could not be installed. Check that the package index can be reached (pip says
above what it missed), then run the command again; it goes on where it stopped.
endef
export NO_PYTHON NO_PACKAGES

WORKS := import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))

$(VENV):
	@for python in $(PYTHONS); do \
	if "$$python" -c '$(WORKS)' 2>/dev/null; then "$$python" -m venv .venv && touch $@ && exit 0; fi; done; \
	echo "$$NO_PYTHON" >&2; exit 1

# An environment that came along when the folder was moved or copied still points at the old place.
ifneq ($(shell cat $(INSTALLED) 2>/dev/null),$(CURDIR))
$(INSTALLED): FORCE
endif

$(INSTALLED): requirements-dev.lock pyproject.toml | $(VENV)
	@echo "Installing into .venv, once (half a gigabyte on disk with the language pipelines) …"
	@$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all: \
	-r requirements-dev.lock || { echo "$$NO_PACKAGES" >&2; exit 1; }
	@$(PY) -m pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps --editable .
	@echo "$(CURDIR)" > $@

$(PIPELINES): $(INSTALLED) src/depeche/language/pipelines.toml
	@$(PY) -m depeche languages install fr es en
	@touch $@

$(BROWSER): $(PIPELINES) tests/browser/requirements.txt
	@$(PY) -m pip install --quiet --disable-pip-version-check -r tests/browser/requirements.txt || { echo "$$NO_PACKAGES" >&2; exit 1; }
	@touch $@

$(TRAINING): $(PIPELINES) training/requirements.txt
	@echo "Installing what training needs into .venv, once …"
	@$(PY) -m pip install --quiet --disable-pip-version-check -r training/requirements.txt || { echo "$$NO_PACKAGES" >&2; exit 1; }
	@touch $@
