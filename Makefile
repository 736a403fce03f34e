# `make demo` to see it, `make test` to check it. Both set up what they need first.
VENV := .venv
BIN := $(VENV)/bin
BENCH := .venv-bench
AUDIT := .venv-audit
DAY ?= 1
MINUTES ?= 60
KILLS ?= 200
# Much of the tests' time is waiting for Tor and Elasticsearch. Three processes: each starts services of its own.
SIDE_BY_SIDE := --numprocesses 3 --dist loadfile --no-loadscope-reorder

.PHONY: demo test lint fuzz audit guards guards-long accuracy bench-extract bench-crawl torture install lock clean

demo: install
	@sh scripts/need.sh tor tor
	@$(BIN)/stallwatch demo --day $(DAY)

test: install
	@sh scripts/need.sh tor tor
	@sh scripts/need.sh ip iproute2 || [ -z "$$REQUIRE_SERVICES" ]
	@sh scripts/need.sh nft nftables || [ -z "$$REQUIRE_SERVICES" ]
	@sh scripts/need-elasticsearch.sh
	@$(BIN)/python -m pytest $(SIDE_BY_SIDE) $(PYTEST)

lint: install
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/python scripts/licences.py

# Known holes in the locked dependencies, and withdrawn releases; 2 where nobody answered for some of them.
audit: install $(AUDIT)/bin/pip-audit
	@$(AUDIT)/bin/python scripts/audit.py $(AUDIT)/bin/python

$(AUDIT)/bin/pip-audit:
	@$(BIN)/python -m venv $(AUDIT)
	@$(AUDIT)/bin/pip install --quiet --disable-pip-version-check "pip-audit>=2.10,<3"

# The tables of docs/security.md, of tests/guards/*.toml.
guards: install
	@$(BIN)/python -m tests.guards.tables

# The guards whose tests take minutes, each taken out; ends with 1 where a test did not notice. A quarter of an hour.
guards-long: install
	@sh scripts/need.sh tor tor
	@sh scripts/need-elasticsearch.sh
	@$(BIN)/python -m tests.guards.long

# Hostile pages, answers and posts with fresh seeds (tests/fuzz); what breaks something is kept in .fuzz/. Ends with 1 then.
fuzz: install
	@$(BIN)/python -m tests.fuzz --minutes $(MINUTES)

# How well texts are read, and how fast beside two peers (bench/README.md); both end with 1 when a demand is missed.
accuracy: install
	@$(BIN)/python -m bench.accuracy --check $(ACCURACY)

bench-extract: $(BENCH)/.installed
	@$(BENCH)/bin/python -m bench.extract --check $(EXTRACT)

# Kills crawl, deliver and run at all moments, then looks whether anything was lost (docs/operating.md): SEED=7 KILLS=200.
torture: install
	@sh scripts/need.sh tor tor
	@sh scripts/need-elasticsearch.sh
	@$(BIN)/python -m tests.torture --kills $(KILLS) $(if $(SEED),--seed $(SEED)) $(TORTURE)

# Crawling beside two peers through a private Tor network (bench/README.md): ten minutes, on an idle machine.
bench-crawl: install
	@sh scripts/need.sh tor tor
	@sh scripts/need.sh privoxy privoxy
	@$(BIN)/python -m bench.crawl --check $(CRAWL)

# The peers' packages stay out of the product's environment and its lock.
$(BENCH)/.installed: requirements.lock bench/requirements.txt setup.cfg pyproject.toml scripts/install.sh
	@sh scripts/install.sh $(BENCH)
	@$(BENCH)/bin/pip install --quiet --disable-pip-version-check --requirement bench/requirements.txt
	@touch $@

install: $(VENV)/.installed

$(VENV)/.installed: requirements.lock setup.cfg pyproject.toml scripts/install.sh
	@sh scripts/install.sh $(VENV)
	@touch $@

lock: install
	@$(BIN)/pip install --quiet pip-tools
	@$(BIN)/pip-compile --quiet --extra dev --generate-hashes --allow-unsafe --strip-extras \
		--no-emit-index-url --no-emit-find-links --output-file requirements.lock setup.cfg

clean:
	rm -rf $(VENV) $(BENCH) $(AUDIT) .bench .demo .cache build *.egg-info .mypy_cache .pytest_cache .ruff_cache .hypothesis
	rm -rf .fuzz
