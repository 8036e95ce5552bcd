# Gatehouse. The two commands: make run, make test.

SHELL   := /bin/bash
VERSION := $(shell git describe --tags --always --dirty 2>/dev/null || echo development)
LDFLAGS := -s -w -X main.version=$(VERSION)
TAGS    := migrated_fynedo
PURE    := CGO_ENABLED=0
PKGS    := . ./assets/... ./core/... ./storage/... ./ui/... ./cmd/gatectl
LINES   ?= 200000

.PHONY: run demo test check smoke smoke-race shots shots-docs bench kill fuzz build gatectl gatehouse clean

# run opens the desktop program; where there is no display it does the main job headless.
run:
	@if [ -n "$$DISPLAY$$WAYLAND_DISPLAY" ]; then \
		.ci/packages build && $(MAKE) --no-print-directory gatehouse && exec bin/gatehouse; \
	else \
		echo "No display here (DISPLAY and WAYLAND_DISPLAY are empty): doing the main job headless on sample data."; \
		$(MAKE) --no-print-directory demo; \
	fi

# demo makes a sample company, exports a bundle, reviews a gateway log and says where the results are.
demo: gatectl
	@mkdir -p demo && bin/gatectl demo --dir "demo/$$(date +%Y%m%d-%H%M%S)" --lines $(LINES)

build: gatectl gatehouse

gatectl:
	@$(PURE) go build -trimpath -ldflags '$(LDFLAGS)' -o bin/gatectl ./cmd/gatectl

gatehouse:
	@echo "Building the desktop program (the first build takes about three minutes)."
	@CGO_ENABLED=1 go build -trimpath -tags $(TAGS) -ldflags '$(LDFLAGS)' -o bin/gatehouse ./cmd/gatehouse

# test runs everything that must hold: both modules, and the real desktop program under Xvfb.
test:
	@.ci/packages test
	$(PURE) go test $(PKGS)
	cd conformance && $(PURE) go test ./...
	@$(MAKE) --no-print-directory smoke
	@[ -n "$$GATEHOUSE_SAMPLES" ] || echo "GATEHOUSE_SAMPLES is not set: the tests over foreign samples were skipped ($$(grep -rl GATEHOUSE_SAMPLES --include='*_test.go' . | wc -l) files have such tests)."

# smoke drives the real desktop program with mouse and keyboard, light and dark, and keeps what it saw
# in bin/smoke.
smoke:
	@.ci/packages test
	CGO_ENABLED=1 GATEHOUSE_XVFB=1 go test -tags $(TAGS) -count=1 ./cmd/gatehouse
	@echo "What the windows looked like is in bin/smoke ($$(ls bin/smoke | wc -l) pictures)."

# smoke-race does the same with the race detector and the toolkit's own checks of its thread. The
# first build takes ten minutes.
smoke-race:
	@.ci/packages test
	CGO_ENABLED=1 GATEHOUSE_XVFB=1 GATEHOUSE_RACE=1 GATEHOUSE_ARTEFACTS=$(CURDIR)/bin/smoke-race go test -count=1 -timeout 60m ./cmd/gatehouse

# shots draws every page in every state, light and dark, at two scales, into bin/shots; no display is
# needed. shots-docs takes over those that README and docs show.
shots:
	@rm -rf bin/shots
	GATEHOUSE_SHOTS=$(CURDIR)/bin/shots $(PURE) go test -count=1 ./ui -run TestShots
	@echo "$$(ls bin/shots | wc -l) pictures are in bin/shots."

shots-docs: shots
	@for f in $$(cd docs/images && ls *.png); do cp "bin/shots/$$f" "docs/images/$$f" || exit 1; done

# check is what a reader expects of the source.
check:
	@.ci/packages build
	@bad=$$(gofmt -l $$(git ls-files '*.go')); [ -z "$$bad" ] || { echo "not gofmt-clean:"; echo "$$bad"; exit 1; }
	$(PURE) go vet $(PKGS)
	cd conformance && $(PURE) go vet ./... && $(PURE) go build -o ../bin/staticcheck honnef.co/go/tools/cmd/staticcheck
	$(PURE) bin/staticcheck $(PKGS)
	$(PURE) go test -count=1 .
	CGO_ENABLED=1 go vet -tags $(TAGS) ./cmd/gatehouse
	CGO_ENABLED=1 go test -race -short ./core/... ./storage/...

# bench prints the figures that the README names, each beside its peer in the same run.
bench: gatectl
	@.ci/packages bench
	$(PURE) go test -run '^$$' -bench . -benchmem ./core/... ./storage/... ./ui/...
	@.ci/packages test
	CGO_ENABLED=1 GATEHOUSE_XVFB=1 go test -tags $(TAGS) -count=1 -v -run TestTheFirstFrame ./cmd/gatehouse
	cd conformance && $(PURE) go test -run '^$$' -bench . -benchmem ./...

# kill runs the interruption tests long: every failpoint and many random moments.
kill:
	$(PURE) GATEHOUSE_KILL_ROUNDS=200 go test -count=1 -timeout 120m -run 'Kill' ./storage/... ./core/... ./cmd/gatectl

# fuzz gives every fuzz target a minute. An input that leads somewhere new is made smaller only a few
# times: left to itself Go spends up to a minute on each, and tries hardly anything else.
fuzz:
	@for p in $$($(PURE) go list ./core/... ./storage/... ./ui/...); do \
		for f in $$($(PURE) go test -list '^Fuzz' $$p 2>/dev/null | grep '^Fuzz'); do \
			echo "$$p $$f"; $(PURE) go test -run '^$$' -fuzz "^$$f$$" -fuzztime 60s -fuzzminimizetime 5x $$p || exit 1; \
		done; \
	done

clean:
	rm -rf bin demo
