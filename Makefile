# A shell around plain pip and hexapla commands; the README shows them too.
#
#   make demo    the corpus of data/sample, into demo/
#   make test    ruff, mypy and the tests
#   make clean   remove what the other two made
#
# make PYTHON=python3.12 demo chooses the Python; pip's own variables (PIP_INDEX_URL and so on) work as usual.

USABLE = import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))
PYTHON ?= $(firstword $(foreach python,python3.11 python3 python3.12 python3.13,\
	$(shell $(python) -c '$(USABLE)' >/dev/null 2>&1 && echo $(python))))
INSTALL = .venv/bin/pip install --quiet --disable-pip-version-check --constraint constraints.txt

.PHONY: demo test clean

demo: .venv/ready
	.venv/bin/hexapla build data/sample -o demo --force

test: .venv/test-ready
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy corpus align scripts
	.venv/bin/pytest

clean:
	rm -rf .venv demo build hexapla.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis

# Editable, so that .venv/bin/hexapla and the tests are always the files of this folder.
.venv/ready: pyproject.toml constraints.txt | .venv/bin/pip
	@echo "Installing hexapla and what it needs into .venv: about 2 GB, some minutes the first time"
	$(INSTALL) --editable .
	@touch $@

.venv/test-ready: pyproject.toml constraints.txt | .venv/bin/pip
	@echo "Installing hexapla and its tests into .venv: about 2 GB, some minutes the first time"
	$(INSTALL) --editable '.[test]'
	@touch .venv/ready $@

.venv/bin/pip:
	@"$(PYTHON)" -c '$(USABLE)' 2>/dev/null || \
		{ echo "hexapla needs Python 3.11 or newer with venv (Debian: python3-venv); name one with make PYTHON=…" >&2; exit 1; }
	"$(PYTHON)" -m venv .venv
