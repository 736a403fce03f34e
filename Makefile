# `make demo` to see it, `make test` to check it. Both set up what they need first.
VENV := .venv
BIN := $(VENV)/bin
DAY ?= 1

.PHONY: demo test lint install lock clean

demo: install
	@sh scripts/need.sh tor tor
	@$(BIN)/stallwatch demo --day $(DAY)

test: install
	@sh scripts/need.sh tor tor
	@sh scripts/need-elasticsearch.sh
	@$(BIN)/python -m pytest $(PYTEST)

lint: install
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/python scripts/licences.py

install: $(VENV)/.installed

$(VENV)/.installed: requirements.lock setup.cfg pyproject.toml scripts/install.sh
	@sh scripts/install.sh $(VENV)
	@touch $@

lock: install
	@$(BIN)/pip install --quiet pip-tools
	@$(BIN)/pip-compile --quiet --extra dev --generate-hashes --allow-unsafe --strip-extras \
		--no-emit-index-url --no-emit-find-links --output-file requirements.lock setup.cfg

clean:
	rm -rf $(VENV) .demo .cache build *.egg-info .mypy_cache .pytest_cache .ruff_cache .hypothesis
