#!/usr/bin/env bash
# Shows the provider at work: applies examples/demo to an embedded simulator of Ory Hydra, looks at the server, plans
# again, gets a token, changes a client, rotates secrets, destroys. Everything happens in a temporary directory; nothing is left behind, however it ends.
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

no_color=
[[ -t 1 ]] || no_color=-no-color

# engine COMMAND [OPTION ...] runs Terraform or OpenTofu in the copy of the demo.
engine() {
	"$TF_ACC_TERRAFORM_PATH" -chdir="$work/demo" "$@" -input=false $no_color
}

# install_provider VERSION puts the provider where `init` finds it, by its name on either registry.
install_provider() {
	local platform host dir
	platform=$(go env GOOS)_$(go env GOARCH)
	for host in registry.terraform.io registry.opentofu.org; do
		dir=$work/mirror/$host/$provider/$1/$platform
		mkdir -p "$dir"
		cp "$work/terraform-provider-oauth" "$dir/terraform-provider-oauth_v$1"
	done
	export TF_CLI_CONFIG_FILE=$work/cli.tfrc
	cat >"$TF_CLI_CONFIG_FILE" <<END
provider_installation {
  filesystem_mirror {
    path = "$work/mirror"
  }
}
END
}

# start_simulator sets OAUTH_HYDRA_ADMIN_URL to the address that the simulator says it listens on.
start_simulator() {
	"$work/terraform-provider-oauth" simulate --backend hydra --listen 127.0.0.1:0 >"$work/simulator.out" &
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

# secret prints the secret of the client that the demo gets tokens with.
secret() {
	"$TF_ACC_TERRAFORM_PATH" -chdir="$work/demo" output -raw billing_secret
}

# token SECRET says whether the client gets a token. The token itself is nobody's business.
token() {
	CLIENT_SECRET=$1 "$work/show" -token service-billing "$OAUTH_HYDRA_ADMIN_URL"
}

# Settings of another server must not reach the provider.
unset "${!OAUTH_@}"

step "Building the provider"
go build -o "$work/terraform-provider-oauth" .
GOWORK=off go -C internal/tools build -o "$work/show" ./show
install_provider 0.0.1

step "Starting the simulator of Ory Hydra"
start_simulator
echo "It listens on $OAUTH_HYDRA_ADMIN_URL"

step "Applying examples/demo with $("$TF_ACC_TERRAFORM_PATH" version | sed -n 1p)"
cp -R examples/demo "$work/demo"
rm -rf "$work"/demo/.terraform* "$work"/demo/*.tfstate*
engine init >"$work/init.out" || { cat "$work/init.out"; fail "init"; }
engine apply -auto-approve

step "The clients as the server sees them (without members that are empty)"
"$work/show" "$OAUTH_HYDRA_ADMIN_URL"

step "Planning again: no changes are expected"
engine plan -detailed-exitcode || fail "the second plan is not empty"

step "A token for the client service-billing, with the secret in the state"
old=$(secret)
token "$old" || fail "no token"

step "Changing a client: its access tokens live 30 minutes"
engine apply -auto-approve -var access_token_lifespan=30m

step "Rotating the secrets of the services, in place"
engine apply -auto-approve -var access_token_lifespan=30m -var secrets_of=2026-Q2
token "$(secret)" || fail "no token with the new secret"
echo "The old secret:"
! token "$old" || fail "the old secret still works"

step "Destroying"
engine destroy -auto-approve

step "The clients that are left on the server"
left=$("$work/show" "$OAUTH_HYDRA_ADMIN_URL")
echo "$left"
[[ $left == "[]" ]] || fail "the server still has clients"

printf '\nDone: applied, planned without changes, changed, rotated, destroyed. Nothing is left running.\n'
