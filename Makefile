# What it takes is Go, Node and make. The rest is set up by the targets that
# need it: npm packages, and for make test and make bench the browsers.
#
#	make run     build what has changed, and serve the tour
#	make site    the static edition, in out/: plain files for any static host
#	make test    all tests, some with a share of their cases
#	make whole   all tests with all cases: it takes hours
#	make build   bin/tour as it is deployed: compressed as well as can be
#	make release  the same for each system, as archives with sums, in bin/release/
#	make bench   the table of BENCHMARKS.md
#	make attack  all attacks on the sandboxes, and server/ATTACKS.md
#	make gvisor  bin/runsc, the kernel of the sandbox for native programs
#	make clean   remove all that was built

.DELETE_ON_ERROR:
.PHONY: run dev build best-site best-wasm release site test whole check bench attack gvisor clean
MAKEFLAGS += --no-print-directory

PACKAGES := site/node_modules/.package-lock.json
LIGHTHOUSE := site/bench/node_modules/.package-lock.json
SITE     := site/dist/manifest.json
PYTHON   := site/dist/python/made.json
WASM     := wasm/dist/manifest.json
PROGRAMS := $(WASM)
TOOLCHAIN := wasm/dist/toolchain/made.json

GVISOR := $(if $(filter linux,$(shell go env GOOS)),bin/runsc)

GO_FILES   := go.mod go.sum $(shell find server site wasm lessons -name '*.go' -not -path '*/node_modules/*')
SITE_FILES := $(shell find site/css site/ts site/parts site/text site/python -type f) \
	server/play/messages.json site/site.go site/bundle/main.go
EMBEDDED   := $(shell find site/templates site/parts site/text site/icons site/favicon.svg -type f) \
	$(shell find lessons -type f) server/play/messages.json

# run serves before there are programs, on a fresh clone, and packs them behind that.
run:
	@$(MAKE) bin/tour PROGRAMS=$(wildcard $(WASM))
	@bin/tour serve -pack

# dev serves the tour to its authors: pages reload as files change.
dev: bin/tour
	@bin/tour serve -dev

# What has been compressed is kept in .cache, by content: a second build takes seconds.
build: $(PACKAGES)
	@$(MAKE) --jobs=2 best-site best-wasm
	go build -trimpath -ldflags='-s -w' -o bin/tour ./server

best-site:
	go run ./site/bundle -q 11

best-wasm:
	go run ./wasm/pack -q 11 -toolchain

release: $(PACKAGES)
	@$(MAKE) --jobs=2 best-site best-wasm
	@go run ./server/deploy

site: build
	bin/tour export -out out

bin/tour: $(SITE) $(PROGRAMS) $(GO_FILES) $(EMBEDDED) $(wildcard $(TOOLCHAIN))
	go build -o $@ ./server

$(SITE): $(PACKAGES) $(SITE_FILES) $(PYTHON)
	go run ./site/bundle
	@touch $@

# Packed along with the site, and again where it is to be packed otherwise.
$(PYTHON): $(PACKAGES) site/python/pack.go $(wildcard wasm/packed/*.go)
	@rm -rf $(@D)

$(WASM): $(GO_FILES) server/play/messages.json
	go run ./wasm/pack
	@touch $@

# What pages build with. "make run" does without: the server makes its own as it runs.
$(TOOLCHAIN): $(wildcard wasm/toolchain/*.go wasm/overlay/*.go wasm/packed/*.go wasm/gocmd/*.go wasm/gocmd/tracer/*)
	rm -rf $(@D)
	go run ./wasm/pack -toolchain
	@touch $@

$(PACKAGES) $(LIGHTHOUSE): %/node_modules/.package-lock.json: %/package.json %/package-lock.json
	cd $* && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

test: $(TOOLCHAIN)
	@$(MAKE) bin/tour
	@test -z "$(GVISOR)" || $(MAKE) $(GVISOR) || echo "gVisor could not be built: its tests are skipped"
	@site/e2e/browsers || echo "tests in a browser that is missing are skipped, or fail where TOUR_REQUIRE asks for it"
	@server/needs/packages || echo "tests of what is missing are skipped, or fail where TOUR_REQUIRE asks for it"
	@go run ./server/trial

check: bin/tour
	@bin/tour check

whole:
	@TOUR_WHOLE=1 $(MAKE) test

bench: build $(GVISOR) $(LIGHTHOUSE)
	@site/e2e/browsers
	@go run ./server/bench

# Of gVisor's "go" branch, which is the one that the go command can build.
RUNSC := gvisor.dev/gvisor/runsc@v0.0.0-20260701204157-69c2d17aea96

gvisor: bin/runsc

attack: bin/tour $(GVISOR)
	go test ./server/attacks -run TestAttacks -count=1 -timeout=20m -update-attacks

bin/runsc: Makefile
	CGO_ENABLED=0 GOBIN=$(CURDIR)/$(@D) go install -trimpath -ldflags='-s -w' $(RUNSC)
	@touch $@

clean:
	rm -rf .cache bin out site/node_modules site/bench/node_modules site/dist/* wasm/dist/*
