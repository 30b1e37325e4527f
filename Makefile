# Everything runs with Go alone: opa is a tool of go.mod.
.PHONY: build demo test fuzz lint fmt generate

build:
	go build -o bin/rolecall ./cmd/rolecall

demo: build
	@sh examples/demo.sh

# The conformance table is the output of its test, so that one is verbose.
test: lint
	go test $$(go list ./... | grep -v /tests/conformance)
	go test -v ./tests/conformance

# 10,000 generated worlds, over all versions: the policies against an evaluator that shares nothing
# with them.
fuzz:
	go test ./tests/reference -run TestAgree -rapid.checks=1700 -timeout 0

lint:
	@unformatted=$$(gofmt -l .); test -z "$$unformatted" || { echo "not gofmt-clean:" $$unformatted; exit 1; }
	go vet ./...
	go tool opa fmt --list --fail policies examples
	go tool opa check --strict rolecall:policies

fmt:
	gofmt -w .
	go tool opa fmt --write policies examples

generate:
	go generate ./...
