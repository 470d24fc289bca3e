#!/usr/bin/env bash
# Shows the provider at work: applies examples/demo to an embedded simulator of Ory Hydra, looks at the server, plans
# again, destroys. Everything happens in a temporary directory; nothing is left behind, however it ends.
#
# usage: with-engine.sh demo.sh
set -euo pipefail

# The provider's address, without the registry's host. The demo's configuration and main.go say the same.
provider=oauth-clients/oauth

cd "$(dirname "${BASH_SOURCE[0]}")/../.."
work=$(mktemp -d)
simulator=

clean_up() {
	if [[ -n $simulator ]]; then
		kill "$simulator" 2>/dev/null || true
		wait "$simulator" 2>/dev/null || true
	fi
	rm -rf "$work"
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

step() {
	printf '\n==> %s\n' "$*"
}

fail() {
	printf '\nThe demo failed: %s\n' "$*" >&2
	exit 1
}

engine() {
	"$TF_ACC_TERRAFORM_PATH" -chdir="$work/demo" "$@"
}

# start_simulator sets OAUTH_HYDRA_ADMIN_URL to the address that the simulator says it listens on.
start_simulator() {
	"$work/bin/terraform-provider-oauth" simulate --backend hydra --listen 127.0.0.1:0 >"$work/simulator.out" &
	simulator=$!
	local tries line
	for ((tries = 0; tries < 100; tries++)); do
		line=$(grep -m1 '^listening on ' "$work/simulator.out" || true)
		if [[ -n $line ]]; then
			export OAUTH_HYDRA_ADMIN_URL=${line#listening on }
			return
		fi
		kill -0 "$simulator" 2>/dev/null || fail "the simulator did not start"
		sleep 0.1
	done
	fail "the simulator did not say where it listens"
}

# A developer's own settings must neither change what is shown nor reach another server.
unset "${!OAUTH_@}" "${!TF_CLI_ARGS@}" TF_DATA_DIR TF_WORKSPACE

step "Building the provider"
mkdir "$work/bin"
go build -o "$work/bin/terraform-provider-oauth" .
GOWORK=off go -C internal/tools build -o "$work/bin/show" ./show

step "Starting the simulator of Ory Hydra"
start_simulator
echo "It listens on $OAUTH_HYDRA_ADMIN_URL"

cp -R examples/demo "$work/demo"
export TF_CLI_CONFIG_FILE=$work/cli.tfrc
cat >"$TF_CLI_CONFIG_FILE" <<END
provider_installation {
  dev_overrides {
    "registry.terraform.io/$provider" = "$work/bin"
    "registry.opentofu.org/$provider" = "$work/bin"
  }
  direct {}
}
END

step "Applying examples/demo with $("$TF_ACC_TERRAFORM_PATH" version | head -n 1)"
engine apply -auto-approve -input=false

step "The clients as the server sees them (without members that are empty)"
"$work/bin/show" "$OAUTH_HYDRA_ADMIN_URL"

step "Planning again: no changes are expected"
engine plan -detailed-exitcode -input=false || fail "the second plan is not empty"

step "Destroying"
engine destroy -auto-approve -input=false

step "The clients that are left on the server"
left=$("$work/bin/show" "$OAUTH_HYDRA_ADMIN_URL")
echo "$left"
[[ $left == "[]" ]] || fail "the server still has clients"

printf '\nDone: applied, planned without changes, destroyed. Nothing is left running.\n'
