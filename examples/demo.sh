# Shows rolecall with the example configuration. Run it with `make demo`.
set -eu
PATH=$PWD/bin:$PATH
bundle=$(mktemp -d)
trap 'rm -rf "$bundle"' EXIT

# run COMMAND...: prints a command, and runs it.
run() {
	printf '\n$ %s\n' "$*"
	"$@"
}

# denied COMMAND...: the same for a command that must deny (exit code 2).
denied() {
	code=0
	run "$@" || code=$?
	test "$code" -eq 2
}

run rolecall -C examples/acme validate

echo
echo "# Kim is a Viewer and can change Production, by her team. Paul is an Editor and cannot."
run rolecall -C examples/acme check user:kim dashboards:write folder:production --org acme
denied rolecall -C examples/acme check user:paul dashboards:write folder:production --org acme

echo
echo "# Carl decides who can use the folder that he created. Chen, in the same team, cannot."
run rolecall -C examples/acme check user:carl folders.permissions:write folder:storefront --org acme
denied rolecall -C examples/acme check user:chen folders.permissions:write folder:storefront --org acme

echo
echo "# Anonymous visitors have the access of a Viewer of Logistics. A token expires."
run rolecall -C examples/acme check anonymous dashboards:read dashboard:hall-screen --org logistics
denied rolecall -C examples/acme check anonymous dashboards:read folder:carriers --org logistics
denied rolecall -C examples/acme check service_account:deploy-markers dashboards:write dashboard:deploys --token first_quarter --time 2027-04-01T00:00:00Z

echo
echo "# Tests check the configuration, and any OPA can run it as a bundle."
run rolecall -C examples/acme test
run rolecall -C examples/acme build -o "$bundle/acme"
cat >"$bundle/request.json" <<'JSON'
{
  "subject": {"type": "user", "id": "kim"},
  "action": {"name": "dashboards:write"},
  "resource": {"type": "folder", "id": "production"},
  "context": {"org": "acme"}
}
JSON
run cat "$bundle/request.json"
run go tool -modfile=tools/go.mod opa eval --format pretty -b "$bundle/acme" -i "$bundle/request.json" data.rolecall.authz.decision
run go tool -modfile=tools/go.mod opa test "$bundle/acme" examples/acme/rego
