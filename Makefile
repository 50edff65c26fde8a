# Everything a person needs: `make demo` to try it, `make test` to check it.
PYTHON ?= python3
PORT ?= 8080
DATA ?= data/demo
VENV := .venv
BIN := $(VENV)/bin

# What was compiled once is kept, wherever one is: without it every start of the program takes twice as long.
export PYTHONDONTWRITEBYTECODE =

.PHONY: demo test test-long test-dates check bench bench-throughput bench-queue bench-export pictures clean lock

demo: $(VENV)/.demo
	@$(BIN)/jiebang demo --port $(PORT) --data $(DATA)

# Over the cores there are; each takes tests from another that has more left. COV=1 measures coverage too, and is slower.
PYTEST = $(BIN)/pytest --numprocesses auto --maxprocesses 4 --dist worksteal
test: check
	$(PYTEST) $(if $(COV),--cov --cov-report=term:skip-covered)

# What is left to chance is tried more often, and otherwise each time: kills, and made-up inputs.
test-long: check
	$(PYTEST) --long

# The suite under other dates: a year whose days off are not announced, a spring after it, and a day that most years lack.
# Chromium has a clock of its own, so the browser tests are left out.
DATES ?= 2027-02-10 2028-02-29 2028-03-01
test-dates: $(VENV)/.test
	@for date in $(DATES); do \
	  echo "时钟拨到 $$date，跑一遍测试；浏览器有自己的时钟，不跑浏览器测试。"; \
	  TEST_DATE=$$date PYTHONPATH=tests/clock $(PYTEST) -m "not browser" \
	    -W "ignore:Module already imported so cannot be rewritten; time_machine" $(TESTS) || exit 1; \
	done

# Everything that finds mistakes without running the program.
check: $(VENV)/.test
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/jiebang check --config config.example.yaml

# An install is whole or begun again: `.begun` stands while one runs, so what was cut off (a kill, a full disk, no network)
# and what has lost its Python or its pip since is made anew from nothing, and said so.
BEGUN := $(VENV)/.begun
INSTALL = $(BIN)/python -m pip install --disable-pip-version-check
ifneq ($(wildcard $(VENV)),)
ifneq ($(shell test ! -e $(BEGUN) && $(BIN)/python -c "import pip" >/dev/null 2>&1 || echo broken),)
$(info 上次的安装没有完成，或者 $(VENV) 里的 Python、pip 用不了了：重新安装。)
.PHONY: $(VENV)/.pip
endif
endif

# pip refuses an editable project under --require-hashes, so the project itself comes after its locked dependencies;
# hatchling is among these, so that nothing unpinned is fetched to build it.
$(VENV)/.demo: requirements.lock pyproject.toml $(VENV)/.pip
	@echo "正在安装运行所需的组件；第一次大约一两分钟，看网速。"
	@touch $(BEGUN)
	@$(INSTALL) --require-hashes -r requirements.lock
	@$(INSTALL) --quiet --no-deps --no-build-isolation -e .
	@rm $(BEGUN) && touch $@

$(VENV)/.test: requirements-dev.lock pyproject.toml $(VENV)/.pip
	@echo "正在安装测试所需的组件；第一次大约两三分钟，看网速。"
	@touch $(BEGUN)
	@$(INSTALL) --require-hashes -r requirements-dev.lock
	@$(INSTALL) --quiet --no-deps --no-build-isolation -e .
	@rm $(BEGUN) && touch $@ $(VENV)/.demo

# pip is pinned too: how a lock is read, and which of the wheels is taken, changes from one pip to the next.
$(VENV)/.pip: requirements-pip.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "需要 Python 3.11 以上，这里的 $(PYTHON) 不行。装好后再来，或指定：make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	@$(PYTHON) -m venv --clear $(VENV) || \
	  { echo "建不了虚拟环境 $(VENV)。Debian、Ubuntu 先执行 apt install python3-venv，再重来一次。"; exit 1; }
	@touch $(BEGUN)
	@$(INSTALL) --quiet --require-hashes -r requirements-pip.lock
	@rm $(BEGUN) && touch $@

# The table of the FAQ's matching beside its peers, then that of the throughput beside a bare echo; FAQBENCH=DIR adds a
# public question set that is not kept here, THROUGHPUT="--updates 100000 ..." measures that in another way.
bench: $(VENV)/.bench
	$(BIN)/python -m benchmarks.bench
	$(BIN)/python -m benchmarks.throughput $(THROUGHPUT)

bench-throughput: $(VENV)/.bench
	$(BIN)/python -m benchmarks.throughput $(THROUGHPUT)

# How fast staff find needs among many; NEEDS=1000000 takes a quarter of an hour and 4 GB.
NEEDS ?= 100000
bench-queue: $(VENV)/.bench
	$(BIN)/python -m benchmarks.queue --needs $(NEEDS)

# Seconds and memory of the office's workbook with 10,000 made-up needs; EXPORT="--zip --needs 500" makes something else.
bench-export: $(VENV)/.test
	$(BIN)/python -m benchmarks.export $(EXPORT)

# Draws again the pictures that go with answers (faq/pictures/draw.py).
pictures: $(VENV)/.test
	$(BIN)/python -m faq.pictures.draw

$(VENV)/.bench: requirements-bench.lock pyproject.toml $(VENV)/.test
	@touch $(BEGUN)
	@$(INSTALL) --require-hashes -r requirements-bench.lock
	@rm $(BEGUN) && touch $@

clean:
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .coverage

# Needs uv; writes no index addresses into the locks.
LOCK = uv pip compile --quiet --python-version 3.11 --universal --generate-hashes --no-strip-extras --no-emit-index-url --no-annotate
lock:
	$(LOCK) --extra test --extra build pyproject.toml -o requirements-dev.lock
	$(LOCK) --extra test --extra build --extra bench -c requirements-dev.lock pyproject.toml -o requirements-bench.lock
	$(LOCK) --extra build -c requirements-dev.lock pyproject.toml -o requirements.lock
	echo pip | $(LOCK) - -o requirements-pip.lock
