# Two commands do everything on a fresh Debian 12 or Raspberry Pi OS machine: `make run`, `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
OUT ?= out
DEMO ?= demo

.PHONY: help run test lint gallery faults bench install clean-demo packages lock assets

help:
	@echo "make run        fresh machine to a whole evening (OUT=dir for the pictures)"
	@echo "make test       everything a change must pass"
	@echo "make lint       ruff, mypy, import-linter"
	@echo "make gallery    every screen as a picture, checked, in $(OUT)/gallery (a choice in docs/gallery)"
	@echo "make faults     the long fault runs"
	@echo "make bench      the figures of this machine, as ratios"
	@echo "make install    installs the kiosk on this Raspberry Pi"
	@echo "make clean-demo forgets the demo commune"

packages:
	@sh assets/system/ensure-packages.sh

$(VENV)/.run-stamp: requirements.lock
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Đang cài thư viện (một lần, vài phút)… / Installing libraries (once, some minutes)…"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@touch $@

$(VENV)/.dev-stamp: requirements-dev.lock
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@ $(VENV)/.run-stamp

run: packages $(VENV)/.run-stamp
	@exec $(BIN)/python -m kiosk demo --dir $(DEMO) --out $(OUT)

test: packages lint
	@$(BIN)/python -m pytest -m "not long"

lint: packages $(VENV)/.dev-stamp
	@$(BIN)/python -m ruff check kiosk sync tests assets
	@$(BIN)/python -m mypy
	@$(BIN)/lint-imports

gallery: packages $(VENV)/.dev-stamp
	@$(BIN)/python -m kiosk.commands.gallery --out $(OUT)/gallery
	@mkdir -p docs/gallery && rm -f docs/gallery/*.png && cp $(OUT)/gallery/*-1280x800-100.png docs/gallery/
	@rm -f docs/gallery/lesson-scan-* docs/gallery/maintenance-scan* docs/gallery/scan-co*

faults: packages $(VENV)/.dev-stamp
	@FAULT_CUTS=200 FUZZ_EXAMPLES=100000 $(BIN)/python -m pytest tests/faults --timeout=3600

bench: packages $(VENV)/.dev-stamp
	@$(BIN)/python -m kiosk bench

install:
	@sh assets/system/install.sh

clean-demo:
	@rm -rf $(DEMO)
	@echo "Đã quên xã Mẫu. / The demo commune is forgotten."

lock:
	@$(BIN)/uv pip compile -q --universal --generate-hashes --no-emit-index-url --python-version 3.11 \
		--extra build pyproject.toml -o requirements.lock
	@$(BIN)/uv pip compile -q --universal --generate-hashes --no-emit-index-url --python-version 3.11 \
		--extra build --extra dev pyproject.toml -o requirements-dev.lock
