# Targets for people to type. Each line is a command of .venv that can also be run by hand.
PY := .venv/bin/python
PYTEST := $(PY) -m pytest
# Two test processes, each file in one of them, in the order of tests/conftest.py; each has its own databases on one
# shared server.
TOGETHER := -n 2 --dist loadfile --no-loadscope-reorder
SOURCES := forum moderation search vietnamese

.PHONY: run test check format journeys long every-page every-value every-clerk year front fuzz soak bench clean dev lock messages migration dump wheel wheels

run:
	@sh scripts/install.sh run
	@exec $(PY) -m forum serve --sample

test: .dev
	@$(PY) scripts/tools.py search browser
	@$(PYTEST) $(TOGETHER) --whole tests --ignore=tests/journeys --ignore=tests/long

check: .dev
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check .
	@.venv/bin/mypy
	@.venv/bin/lint-imports
	@.venv/bin/djlint --lint --quiet forum/templates
	@PYTHONPATH=. $(PY) scripts/messages.py --check
	@$(PY) scripts/gate.py

format: .dev
	@.venv/bin/ruff check --fix --quiet .
	@.venv/bin/ruff format --quiet .

YEAR := tests/journeys/test_year_of_sessions.py

journeys: .dev
	@$(PY) scripts/tools.py search browser axe --strict
	@$(PYTEST) tests/journeys --ignore=$(YEAR)

# Two hundred questions in four sessions, by hand: before a release, and after a change of what a session goes through.
year: .dev
	@$(PY) scripts/tools.py search browser axe --strict
	@$(PYTEST) $(YEAR)

# Each takes longer than all others together.
BY_HAND := $(addprefix tests/long/,test_every_page_for_every_role.py test_every_nasty_value.py test_no_clerk_alone.py \
	test_front_under_change.py test_soak.py)

long: .dev
	@$(PY) scripts/tools.py search browser axe office --strict
	@$(PYTEST) $(TOGETHER) tests/long $(addprefix --ignore=,$(BY_HAND))

# Each page of each role in the browser, by hand: before a release, and after a change of what every page shares.
every-page: .dev
	@$(PY) scripts/tools.py browser axe --strict
	@$(PYTEST) tests/long/test_every_page_for_every_role.py

# Each value of each field of each form, by hand: before a release, and after a change of how forms are read.
every-value: .dev
	@$(PYTEST) tests/long/test_every_nasty_value.py

# Each clerk alone tries every route of what is public, by hand: before a release, and after a change of rights.
every-clerk: .dev
	@$(PYTEST) tests/long/test_no_clerk_alone.py

# Random reading and writing before the front, by hand: FRONT_EXAMPLES=… plays more of it; -rP prints the figures.
front: .dev
	@$(PYTEST) -rP tests/long/test_front_under_change.py

# The fuzz tests of make long, for ten minutes of reading and five of cleaning; -rP prints what was tried.
fuzz: .dev
	@FUZZ_SECONDS=600 $(PYTEST) -rP tests/long/test_fuzz_reading.py tests/long/test_fuzz_cleaning.py

# A served program under load, its parts killed in ten rounds, by hand: before a release. As root also on a disk that
# fills up. SOAK_SEED=… repeats what is killed and when; -rP prints the figures.
soak: .dev
	@$(PY) scripts/tools.py search --strict
	@SOAK_ROUNDS=$${SOAK_ROUNDS:-10} $(PYTEST) -rP tests/long/test_soak.py

bench: .dev
	@$(PY) scripts/tools.py search
	@for part in bench/[a-z]*.py; do echo "== $$part"; PYTHONPATH=. $(PY) $$part || exit 1; done

# Sets up development: the tools and the pre-commit hooks.
dev: .dev
	@.venv/bin/pre-commit install

# make migration m="why": the next migration, written from the models..
migration: .dev
	@PYTHONPATH=. $(PY) scripts/migration.py "$(m)"

# For a release: dumps a filled database of this version, to test later migrations on (docs/decisions/0016).
dump: .dev
	@PYTHONPATH=. $(PY) scripts/filled_dump.py

# Extracts all text on screen and in letters for translators.
messages: .dev
	@PYTHONPATH=. $(PY) scripts/messages.py

lock:
	@sh scripts/lock.sh

# Whether each locked package has a wheel for Python 3.12 to 3.14 on Linux and macOS; asks the package index.
wheels: .dev
	@$(PY) scripts/wheels.py

# Builds the program as a wheel in dist/.
wheel: .dev
	@$(PY) -m build --no-isolation

# Keeps the data: ./var stays, except what tests left there.
clean:
	@rm -rf .venv .tools .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis htmlcov .coverage
	@rm -rf build dist *.egg-info
	@rm -rf var/tests
	@find $(SOURCES) tests bench -name __pycache__ -type d -prune -exec rm -rf {} +

.PHONY: .dev
.dev:
	@sh scripts/install.sh dev
