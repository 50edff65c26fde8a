# Everything a person needs: `make demo` to try it, `make test` to check it.
PYTHON ?= python3
PORT ?= 8080
DATA ?= data/demo
VENV := .venv
BIN := $(VENV)/bin

.PHONY: demo test check bench bench-throughput pictures clean lock

demo: $(VENV)/.demo
	@$(BIN)/jiebang demo --port $(PORT) --data $(DATA)

test: check
	$(BIN)/pytest --cov --cov-report=term:skip-covered

# Everything that finds mistakes without running the program.
check: $(VENV)/.test
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/jiebang check --config config.example.yaml

# pip refuses an editable project under --require-hashes, so the project itself comes after its locked dependencies;
# hatchling is among these, so that nothing unpinned is fetched to build it.
$(VENV)/.demo: requirements.lock pyproject.toml | $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.test: requirements-dev.lock pyproject.toml | $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@ $(VENV)/.demo

$(VENV):
	$(PYTHON) -m venv $(VENV)

# The table of the FAQ's matching beside its peers, then that of the throughput beside a bare echo; FAQBENCH=DIR adds a
# public question set that is not kept here, THROUGHPUT="--updates 100000 ..." measures that in another way.
bench: $(VENV)/.bench
	$(BIN)/python -m benchmarks.bench
	$(BIN)/python -m benchmarks.throughput $(THROUGHPUT)

bench-throughput: $(VENV)/.bench
	$(BIN)/python -m benchmarks.throughput $(THROUGHPUT)

# Draws again the pictures that go with answers (faq/pictures/draw.py).
pictures: $(VENV)/.test
	$(BIN)/python -m faq.pictures.draw

$(VENV)/.bench: requirements-bench.lock pyproject.toml | $(VENV)/.test
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-bench.lock
	@touch $@

clean:
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .coverage

# Needs uv; writes no index addresses into the locks.
LOCK = uv pip compile --quiet --python-version 3.11 --universal --generate-hashes --no-emit-index-url --no-annotate
lock:
	$(LOCK) --extra test --extra build pyproject.toml -o requirements-dev.lock
	$(LOCK) --extra test --extra build --extra bench -c requirements-dev.lock pyproject.toml -o requirements-bench.lock
	$(LOCK) --extra build -c requirements-dev.lock pyproject.toml -o requirements.lock
