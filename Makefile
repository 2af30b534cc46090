# `make run` and `make test` need Python 3.11, git and make; everything else they fetch.

PYTHON ?= python3
VENV_PYTHON = .venv/bin/python

.PHONY: run test lint bench fuzz soak package docs clean

run: ## open the program on the built-in sample study; without a display, save a screenshot
	@$(PYTHON) tools/set_up.py
	@$(VENV_PYTHON) -m viewer open --sample

test: ## lint, types, contracts, then every test
	@$(PYTHON) tools/set_up.py --for test
	@$(VENV_PYTHON) tools/check.py

lint: ## lint, types, contracts
	@$(PYTHON) tools/set_up.py
	@$(VENV_PYTHON) tools/check.py --lint

bench: ## measure speed and memory against the budgets, with peers in the same run
	@$(PYTHON) tools/set_up.py --for test
	@$(VENV_PYTHON) -m tests.bench

fuzz: ## send 20,000 damaged files (FUZZ_MUTANTS) through read, decode and render
	@$(PYTHON) tools/set_up.py --for test
	@$(VENV_PYTHON) -m tests.fuzz

soak: ## use the window at random for 30 minutes (SOAK_MINUTES, SOAK_SEED)
	@$(PYTHON) tools/set_up.py --for test
	@$(VENV_PYTHON) -m tests.soak

package: ## freeze into dist/radiolucent, then try the frozen program
	@$(PYTHON) tools/set_up.py --for package
	@$(VENV_PYTHON) -m PyInstaller --noconfirm --log-level WARN --distpath dist --workpath build packaging/viewer.spec
	@$(VENV_PYTHON) packaging/smoke_test.py dist/radiolucent

docs: ## write the generated parts of docs/
	@$(PYTHON) tools/set_up.py
	@$(VENV_PYTHON) tools/make_docs.py

clean: ## forget builds and caches; .venv stays
	rm -rf build dist out .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
