# Everything runs with Go alone, which builds OPA by a module of its own.
OPA = go tool -modfile=tools/go.mod opa

.PHONY: build demo test test-packages test-pages test-tables race fuzz fleet bench lint vet fmt generate

build:
	go build -o bin/rolecall ./cmd/rolecall

demo: build
	@sh examples/demo.sh

# With -short a test tries each release, attack and command, but few random worlds, and plain OPA decides a
# sample: fuzz tries many, and asks OPA everything. The tables of conformance and of imports are the output
# of their tests, so that those are verbose. Vet has seen the tests, nobody debugs them, and they and the
# programs that they start have little to gain from a small heap. Some tests wait for clocks and clients, so
# that three packages are tested at a time, and the pages beside them. Without a Chromium, the tests of the
# pages say that they are skipped.
test: vet
	$(MAKE) --no-print-directory -j 2 test-packages test-pages
	$(MAKE) --no-print-directory test-tables

test-packages test-pages test-tables: export GOFLAGS := $(GOFLAGS) -vet=off -ldflags=-w
test-packages test-pages test-tables: export GOGC = 400

test-packages:
	go test -short -p 3 $$(go list ./... | grep -v -e /tests/conformance -e /tests/importing)

test-pages:
	cd tests/browser && go test -short -v .

test-tables:
	go test -short -v ./tests/conformance ./tests/importing

# 64 readers of an engine that is reloaded all the while, and all else of it, under the race detector;
# then everything at once, on files that are rewritten, broken and removed. That alone needs a C
# compiler, such as gcc.
race:
	CGO_ENABLED=1 go test -race -timeout 0 ./engine/... ./internal/... ./tests/hostile
	CGO_ENABLED=1 go test -v -race ./tests/hostile -run '^TestRace$$' -hostile.long -timeout 0

# What no input may do to the loader, the attacks at length, 10,000 idle connections, two builds of the program
# that must be the same, bundles that are split and tampered with, every recorded decision by plain OPA,
# explanations in every third recorded world, exports that are imported again, and 20,000 generated worlds, over
# all versions: the policies against an evaluator that shares nothing with them, which come first, as they find
# the most. More memory between collections of garbage saves a sixth of the time.
fuzz: export GOGC = 400
fuzz:
	go test ./tests/reference -run 'TestAgree|TestShapes' -rapid.checks=1550 -timeout 0
	go test ./loader -run TestBeyondLimits
	for package in ./loader ./engine/internal/canonical ./internal/ijson; do \
		for target in $$(go test $$package -list '^Fuzz' | grep ^Fuzz); do \
			go test $$package -run "^$$target$$" -fuzz "^$$target$$" -fuzztime 100000x || exit 1; \
		done; \
	done
	go test ./internal/printable -run '^$$' -fuzz . -fuzztime 100000x
	go test ./tests/hostile -hostile.long -timeout 0
	go test ./tests/faults ./tests/shipping -timeout 0
	go test ./tests/split ./tests/tamper -timeout 0
	go test ./tests/conformance -timeout 0
	go test ./tests/explain ./tests/lists -rapid.checks=50 -timeout 0
	go test ./tests/diff -rapid.checks=120 -timeout 0
	go test ./tests/roundtrip -rapid.checks=30 -timeout 0

# Three OPA servers that run what `rolecall serve --fleet` hands out: one is killed, one comes late, bundles are
# tampered with, and the service goes away. Then the example, at the ports 8181 and 8281 to 8284.
fleet:
	go test -v ./tests/fleet -timeout 0
	go test -v ./cmd/rolecall -run '^TestFleet' -timeout 0

# Loading against HCL's own parser, a table of 100,000 users against reading the table, and many roles,
# holders, orgs and globs against the same without roles; 10,000 cells of tests; thousands of
# diagnostics in each format, at sizes M and L too, against check, which prints none; exports; then answers, also of
# servers, beside those of others, which a module of its own downloads. WRITE=-write puts the last table into
# docs/performance.md.
bench:
	go test ./tests/sizes -run '^$$' -bench . -benchtime 3x -timeout 0
	go test ./engine/suite -run '^$$' -bench . -benchtime 3x
	go test ./cmd/rolecall -run '^$$' -bench Diagnostics -benchtime 3x
	cd tests/browser && go test . -run '^$$' -bench . -benchtime 3x -timeout 0
	cd tests/benchmark && go test . -run '^$$' -bench . -benchtime 7x -timeout 0 -args $(WRITE)

# TestStyle is among the tests of the policies, too.
lint: vet
	go test -short ./policies -run '^TestStyle'

vet:
	@unformatted=$$(gofmt -l .); test -z "$$unformatted" || { echo "not gofmt-clean:" $$unformatted; exit 1; }
	go vet ./...
	$(OPA) fmt --list --fail policies examples
	$(OPA) check --strict rolecall:policies

fmt:
	gofmt -w .
	$(OPA) fmt --write policies examples

generate:
	go generate ./...
