#!/usr/bin/env bash
# Prints the path of the engine that tests and the demo run on: TF_ACC_TERRAFORM_PATH, else terraform or tofu on PATH,
# else an OpenTofu built from internal/live/opentofu, kept in the user's cache directory.
#
# usage: engine.sh [--no-build]
#   --no-build   print nothing and fail instead of building (ten minutes of CPU time)
set -euo pipefail

module=$(cd "$(dirname "${BASH_SOURCE[0]}")/../live/opentofu" && pwd)

if [[ -n "${TF_ACC_TERRAFORM_PATH:-}" ]]; then
	echo "$TF_ACC_TERRAFORM_PATH"
	exit
fi
if command -v terraform || command -v tofu; then
	exit
fi

# A workspace that a developer may have set up does not hold this module.
export GOWORK=off

version=$(go -C "$module" list -m -f '{{.Version}}' github.com/opentofu/opentofu)
cache=${XDG_CACHE_HOME:-$HOME/.cache}/terraform-provider-oauth/opentofu-$version
tofu=$cache/tofu

if [[ ! -x $tofu ]]; then
	if [[ ${1:-} == --no-build ]]; then
		exit 1
	fi
	echo "No terraform or tofu on PATH: building OpenTofu $version once, which takes some minutes ..." >&2
	mkdir -p "$cache"
	# Without dev=no it calls itself a -dev version, which version checks read as older than the release.
	go -C "$module" build -trimpath -ldflags '-s -w -X github.com/opentofu/opentofu/version.dev=no' \
		-o "$tofu.$$" github.com/opentofu/opentofu/cmd/tofu
	mv "$tofu.$$" "$tofu"
fi
echo "$tofu"
