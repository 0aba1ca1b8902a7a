# Two commands do everything on a fresh Debian 12 or Raspberry Pi OS machine: `make run`, `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
OUT ?= out
DEMO ?= demo
SUITE ?= bookworm
PART ?= all
PYTEST_ARGS ?=
PIP := $(BIN)/python -m pip --disable-pip-version-check
BEGIN ?=
# Three runs one after the other: a process that opened every window and every image would be too large.
WORKERS := -n auto --maxprocesses=4
UV := $(BIN)/uv pip compile -q --universal --generate-hashes --no-emit-index-url --python-version 3.11

# python3-venv is one of the packages: what is asked for first is done first, also under -j.
.NOTPARALLEL:
# Tests start hundreds of processes: without compiled modules each of them compiles the program again.
unexport PYTHONDONTWRITEBYTECODE
.PHONY: help run test check lint coverage fresh gallery faults bench install clean-demo packages packages-tests lock translations

help:
	@echo "make run        fresh machine to a whole evening (OUT=dir for the pictures)"
	@echo "make test       everything a change must pass (PYTEST_ARGS=... for pytest)"
	@echo "make check      lint and the fast tests: about a minute, no screen, nothing from apt"
	@echo "make lint       ruff, mypy, import-linter"
	@echo "make coverage   the tests with a report of the lines they reach, in $(OUT)/coverage"
	@echo "make fresh      make run and some tests on a bare Debian (SUITE=bookworm|trixie, PART=all|run; root)"
	@echo "make gallery    every screen as a picture, checked, in $(OUT)/gallery (a choice in docs/gallery)"
	@echo "make faults     the long fault runs"
	@echo "make bench      the figures of this machine, as ratios"
	@echo "make install    installs the kiosk on this Raspberry Pi"
	@echo "make packages   the Debian packages that are missing (also done by run and test)"
	@echo "make packages-tests  the same with what only the tests need (also done by test)"
	@echo "make translations  the kiosk's sentences for translators, and their catalogues (BEGIN=tyz starts a language)"
	@echo "make lock       writes the locked requirements again from pyproject.toml"
	@echo "make clean-demo forgets the demo commune"

packages:
	@sh assets/system/ensure-packages.sh

# With what only the tests need: PostgreSQL.
packages-tests:
	@cd assets/system && sh ensure-packages.sh packages.txt packages-tests.txt

# A python without pip is what a machine without python3-venv leaves behind.
$(VENV)/.venv-stamp:
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv --clear $(VENV) || { \
		echo "Không dựng được $(VENV): cần Python 3.11 trở lên và gói python3-venv." >&2; \
		echo "Could not make $(VENV): it needs Python 3.11 or later with venv (Debian: python3-venv)." >&2; exit 1; }
	@touch $@

# The libraries by their hashes; then the project itself, editable, with nothing more fetched.
$(VENV)/.run-stamp: requirements.lock pyproject.toml | $(VENV)/.venv-stamp
	@echo "Đang cài thư viện (một lần, vài phút)… / Installing libraries (once, some minutes)…"
	@$(PIP) install --quiet --require-hashes -r requirements.lock
	@PYTHONWARNINGS=ignore $(PIP) install --quiet --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev-stamp: requirements-dev.lock pyproject.toml | $(VENV)/.venv-stamp
	@echo "Đang cài thư viện (một lần, vài phút)… / Installing libraries (once, some minutes)…"
	@$(PIP) install --quiet --require-hashes -r requirements-dev.lock
	@PYTHONWARNINGS=ignore $(PIP) install --quiet --no-deps --no-build-isolation -e .
	@touch $@ $(VENV)/.run-stamp

run: packages $(VENV)/.run-stamp
	@exec $(BIN)/kiosk demo --dir $(DEMO) --out $(OUT)

test: packages-tests lint
	@$(BIN)/python -m pytest tests/unit tests/contracts tests/flows -m "not long" $(WORKERS) $(PYTEST_ARGS)
	@$(BIN)/python -m pytest tests/snapshots tests/faults -m "not long" $(WORKERS) $(PYTEST_ARGS)
	@$(BIN)/python -m pytest tests/integration -m "not long" $(WORKERS) $(PYTEST_ARGS)

lint: $(VENV)/.dev-stamp
	@$(BIN)/python -m ruff check kiosk sync tests assets
	@$(BIN)/python -m mypy
	@$(BIN)/lint-imports

check: lint
	@$(BIN)/python assets/system/check_libraries.py
	@KIOSK_WITHOUT_POSTGRESQL=1 $(BIN)/python -m pytest tests/unit tests/contracts tests/flows -m "not long and not heavy" -n auto $(PYTEST_ARGS)

coverage: packages-tests $(VENV)/.dev-stamp
	@$(BIN)/python -m pytest -m "not long" --cov=kiosk --cov=sync --cov-report=term:skip-covered \
		--cov-report=html:$(OUT)/coverage $(PYTEST_ARGS)

fresh:
	@sh tests/fresh/fresh-machine.sh $(SUITE) $(PART)

gallery: packages $(VENV)/.dev-stamp
	@$(BIN)/python -m kiosk.cli.gallery --out $(OUT)/gallery
	@mkdir -p docs/gallery && rm -f docs/gallery/*.png && cp $(OUT)/gallery/*-1280x800-100.png docs/gallery/
	@rm -f docs/gallery/lesson-scan-* docs/gallery/maintenance-scan* docs/gallery/scan-co*

faults: packages-tests $(VENV)/.dev-stamp
	@FAULT_CUTS=200 FUZZ_EXAMPLES=100000 $(BIN)/python -m pytest tests/faults --timeout=3600
	@$(BIN)/python -m pytest tests/unit tests/integration -m long --timeout=3600

bench: packages $(VENV)/.dev-stamp
	@$(BIN)/kiosk lessons prepare >/dev/null
	@$(BIN)/kiosk bench

install:
	@sh assets/system/install.sh

clean-demo:
	@rm -rf $(DEMO)
	@echo "Đã quên xã Mẫu. / The demo commune is forgotten."

translations: $(VENV)/.dev-stamp
	@$(BIN)/python assets/make_translations.py $(if $(BEGIN),--begin $(BEGIN))

lock:
	@$(UV) --extra build pyproject.toml -o requirements.lock
	@$(UV) --extra build --extra dev pyproject.toml -o requirements-dev.lock
