# `make demo` and `make test` are all a newcomer needs; the rest is what they are made of.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

PYTHON ?= python3
BIN := .venv/bin
ROOT := $(filter 0,$(shell id -u))
LINUX := $(filter Linux,$(shell uname -s))

# Without byte code every start compiles ansible and pydantic anew (2.1 s instead of 0.5 s).
export UV_COMPILE_BYTECODE := 1
# uv must use the machine's Python: its own comes from a host that a province may not reach.
export UV_PYTHON_DOWNLOADS := never
export ANSIBLE_HOME ?= $(CURDIR)/.venv/ansible

.PHONY: collections docs help demo test test-unit test-lab lint format bench bench-printers bench-scale bench-dashboard realdata fuzz i18n lock system system-test venv python-venv clean

help:
	@echo 'make demo    a small province, really running: audit it and open the report'
	@echo 'make test    unit tests, then the lab tests when root on Linux'
	@echo 'make lint    ruff, mypy, import contracts, ansible-lint'
	@echo 'make bench   how fast, against the alternatives (root, Linux); make bench-printers: 200 printers'
	@echo 'make bench-scale: 3,321 communes and 200,000 devices in one store (half an hour, 8 GB of memory, 6 GB in /tmp)'
	@echo 'make realdata: parsers against recordings of real devices; make fuzz: against broken ones'
	@echo 'make lock    new hash-pinned requirement files; make i18n: message catalogues'

# ── environment ───────────────────────────────────────────────────────────────────────────────────
# (environment, requirement file): exactly those packages
define environment
	@echo 'making $(1) from $(2)'
	@[ -x $(1)/bin/python ] || $(PYTHON) -m venv $(1)
	@$(1)/bin/pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements-uv.txt
	@index="$${UV_DEFAULT_INDEX:-$${PIP_INDEX_URL:-$$($(1)/bin/pip config get global.index-url 2>/dev/null || true)}}"; \
	export VIRTUAL_ENV=$(CURDIR)/$(1); [ -z "$$index" ] || export UV_DEFAULT_INDEX="$$index"; \
	$(1)/bin/uv pip sync --quiet --require-hashes $(2)
endef

venv: .venv
.venv: .venv/.complete
.venv-bench: .venv-bench/.complete
.PHONY: .venv .venv-bench

.venv/.complete: requirements-dev.txt requirements-uv.txt pyproject.toml | python-venv
	$(call environment,.venv,requirements-dev.txt)
	@VIRTUAL_ENV=$(CURDIR)/.venv $(BIN)/uv pip install --quiet --no-deps --no-build-isolation --offline --editable .
	@touch $@

.venv-bench/.complete: requirements-bench.txt requirements-uv.txt | python-venv
	$(call environment,.venv-bench,requirements-bench.txt)
	@touch $@

# What the Windows roles need, cut out of the community package, which is ten times as large.
COLLECTIONS := .venv/ansible/collections
collections: $(COLLECTIONS)/.complete
$(COLLECTIONS)/.complete: requirements-collections.txt | .venv
	@echo 'unpacking ansible.windows'
	@rm -rf .venv/download && $(BIN)/pip download --quiet --disable-pip-version-check --no-deps --require-hashes \
	  --dest .venv/download -r requirements-collections.txt
	@$(BIN)/python -c 'import sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); \
	  z.extractall(sys.argv[2], [n for n in z.namelist() if n.startswith("ansible_collections/ansible/windows/")])' \
	  .venv/download/ansible-*.whl $(COLLECTIONS)
	@rm -rf .venv/download && touch $@

# Debian's python3 comes without venv.
python-venv:
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	  [ -n "$(ROOT)" ] || { echo 'python3-venv is missing: apt install python3-venv' >&2; exit 1; }; \
	  echo 'installing python3-venv'; export DEBIAN_FRONTEND=noninteractive; \
	  apt-get update -qq; apt-get install -y -qq --no-install-recommends python3-venv >/dev/null; }

# Debian packages: what the lab needs is also what the product needs; tests bring servers of their own.
PACKAGES = $(shell sed 's/\#.*//' auditor/lab/packages.txt) iputils-ping openssh-client
# Documents are opened by the office program that a province has, pages by a real browser (Ubuntu has none as a package),
# the dashboard stands behind a real nginx, cron reads its own lines.
TEST_PACKAGES = cups-ipp-utils git libreoffice-calc-nogui libreoffice-writer-nogui openssh-server poppler-utils \
	postgresql snmp snmpd sudo zbar-tools \
	$(foreach p,chromium cron nginx-light,$(shell apt-cache show $(p) >/dev/null 2>&1 && echo $(p)))

# (packages): install those that are missing, and say which. No server that comes with them is started:
# the tests start their own, on loopback and for as long as they run.
define install
	@command -v dpkg-query >/dev/null || { echo 'not Debian or Ubuntu: no system package is installed'; exit 0; }; \
	missing=$$(for p in $(1); do \
	  dpkg-query -W -f '$${Status}' "$$p" 2>/dev/null | grep -q '^install ok installed' || echo "$$p"; done | sort -u); \
	[ -n "$$missing" ] || exit 0; \
	[ -n "$(ROOT)" ] || { echo 'missing system packages (as root: apt install' $$missing')'; exit 0; }; \
	echo 'installing system packages:' $$missing; export DEBIAN_FRONTEND=noninteractive; \
	if [ ! -e /usr/sbin/policy-rc.d ]; then trap 'rm -f /usr/sbin/policy-rc.d' EXIT; \
	  printf '#!/bin/sh\nexit 101\n' > /usr/sbin/policy-rc.d; chmod +x /usr/sbin/policy-rc.d; fi; \
	apt-get update -qq; apt-get install -y -qq --no-install-recommends $$missing >/dev/null; \
	[ -d /run/systemd/system ] || exit 0; \
	for server in cron:cron nginx-light:nginx openssh-server:ssh postgresql:postgresql snmpd:snmpd; do \
	  ! grep -qx "$${server%:*}" <<< "$$missing" || systemctl --quiet disable "$${server#*:}" 2>/dev/null || true; done
endef

system:
	$(call install,$(PACKAGES))

system-test:
	$(call install,$(PACKAGES) $(TEST_PACKAGES))

clean:
	rm -rf .venv .venv-bench .mypy_cache .pytest_cache .ruff_cache .import_linter_cache dist

# ── what people run ───────────────────────────────────────────────────────────────────────────────
demo: system .venv
	$(BIN)/auditor lab demo

test: test-unit $(if $(and $(ROOT),$(LINUX)),test-lab)

test-unit: system-test .venv collections
	$(BIN)/pytest -n auto -m 'not lab'

test-lab: system-test .venv
	$(BIN)/pytest -n 2 --dist loadgroup -m lab

lint: .venv collections
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy --strict auditor
	$(BIN)/lint-imports
	PATH=$(CURDIR)/$(BIN):$$PATH $(BIN)/ansible-lint --offline --profile production --strict playbooks

format: .venv
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# AUDITOR_REALDATA, else ../shared/realdata; where there is none it says so
realdata: .venv
	$(BIN)/python -m tests.realdata

fuzz: .venv
	$(BIN)/python -m tests.fuzz

bench: system .venv .venv-bench
	$(BIN)/python -m benchmarks

# WORKSPACE: one with a large store, for example of `make bench-scale`
bench-dashboard: .venv
	$(BIN)/python -m benchmarks.dashboard $(WORKSPACE)

bench-printers: system-test .venv
	$(BIN)/python -m benchmarks.printers

SCALE_FOLDER ?= /tmp/auditor-scale
bench-scale: .venv
	$(BIN)/python -m benchmarks.large_measured $(SCALE_FOLDER)

# ── what maintainers run ──────────────────────────────────────────────────────────────────────────
# Universal, so that one file serves every Python from 3.11 on; no file names a registry.
COMPILE = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	--no-emit-find-links --custom-compile-command 'make lock' $(LOCK_OPTIONS)
lock:
	[ -x $(BIN)/uv ] || { $(PYTHON) -m venv .venv && $(BIN)/pip install --quiet uv; }
	$(COMPILE) pyproject.toml --output-file requirements.txt
	$(COMPILE) pyproject.toml --extra dev --constraint requirements.txt --output-file requirements-dev.txt
	$(COMPILE) --group bench --output-file requirements-bench.txt
	echo uv | $(COMPILE) - --output-file requirements-uv.txt

LOCALE := auditor/locale
i18n: .venv
	$(BIN)/pybabel -q extract --no-location --sort-output --project auditor -F $(LOCALE)/babel.cfg -k _ -k N_ -k plural:1,2 -o $(LOCALE)/auditor.pot auditor
	for lang in vi en; do \
	  if [ -f $(LOCALE)/$$lang/LC_MESSAGES/auditor.po ]; \
	  then action='update --no-fuzzy-matching --ignore-pot-creation-date --ignore-obsolete'; else action=init; fi; \
	  $(BIN)/pybabel -q $$action -D auditor -i $(LOCALE)/auditor.pot -d $(LOCALE) -l $$lang; done
	$(BIN)/pybabel -q compile -D auditor -d $(LOCALE)

docs: .venv
	for page in vi:commands.md en:commands.en.md; do \
	  PYTHONPATH=tests $(BIN)/python -m support.commands $${page%%:*} > docs/.new && mv docs/.new docs/$${page#*:}; done
