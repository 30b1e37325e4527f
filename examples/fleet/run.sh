# Shows a fleet: one `rolecall serve`, and three OPAs that run its bundle. Run it in the folder of the repository,
# with rolecall, opa, openssl and curl in the path: sh examples/fleet/run.sh
set -eu
work=$(mktemp -d)
started=
trap 'kill $started 2>/dev/null || true; wait; rm -rf "$work"' EXIT
service=http://127.0.0.1:8181

# metrics PATTERN: prints the metrics of the fleet that match.
metrics() {
	curl -s -H "Authorization: Bearer $(cat "$work/tokens")" "$service/metrics" | grep "^rolecall_fleet_$1" || true
}

# await PATTERN: waits until a metric of the fleet matches, for a minute at most, and prints it.
await() {
	tries=0
	until metrics "$1" | grep .; do
		tries=$((tries + 1))
		if test "$tries" -gt 600; then
			echo "after a minute, no metric is $1" >&2
			cat "$work"/*.log >&2
			exit 1
		fi
		sleep 0.1
	done
}

# opas KEY NUMBER...: starts OPAs that trust a key.
opas() {
	key=$1
	shift
	for n in "$@"; do
		opa run --server --addr "127.0.0.1:828$n" --config-file examples/fleet/opa.yaml \
			--set "services.rolecall.credentials.bearer.token_path=$work/opa-token" --set-file "keys.fleet.key=$key" \
			--set "persistence_directory=$work/opa-$n" --set "labels.name=opa-$n" --skip-version-check --log-level error 2>"$work/opa-$n.log" &
		started="$started $!"
	done
}

# ask NUMBER...: asks OPAs whether Kim may create teams.
ask() {
	for n in "$@"; do
		printf 'opa-%s: ' "$n"
		curl -s -d @examples/serving/input.json "http://127.0.0.1:828$n/v1/data/rolecall/authz/allow" | grep -o '"result":[a-z]*'
	done
}

cp -r examples/acme "$work/acme"
openssl rand -hex 32 >"$work/tokens"
openssl rand -hex 32 >"$work/opa-token"
for name in ours other; do
	openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$work/$name.pem"
	openssl pkey -in "$work/$name.pem" -pubout -out "$work/$name.pub"
done

echo "# One server hands out a signed bundle, and three OPAs take it."
rolecall -C "$work/acme" serve --addr 127.0.0.1:8181 --fleet --token-file "$work/tokens" --fleet-token-file "$work/opa-token" \
	--sign-key "$work/ours.pem" --sign-key-id fleet --decision-log "$work/decisions.jsonl" 2>"$work/serve.log" &
started="$started $!"
opas "$work/ours.pub" 1 2 3
await 'instances{state="current"} 3'
ask 1 2 3

echo
echo "# Kim becomes an admin of Acme. All OPAs know it at once."
before=$(metrics bundle_current | head -n 1 | sed 's/.*revision="\([0-9a-f]*\)".*/\1/')
sed -e 's/admins = \[user.ada\]/admins = [user.ada, user.kim]/' -e '/user.kim, /d' examples/acme/orgs.hcl >"$work/orgs.new"
mv "$work/orgs.new" "$work/acme/orgs.hcl"
while metrics bundle_current | grep "$before"; do
	sleep 0.1
done
await 'instances{state="current"} 3'
ask 1 2 3

echo
echo "# A fourth OPA trusts another key, so it refuses the bundle, and says so."
opas "$work/other.pub" 4
await 'instances_failing 1'
curl -s -H "Authorization: Bearer $(cat "$work/tokens")" "$service/fleet"
