#!/usr/bin/env bash
# Prints the path of an engine, Terraform or OpenTofu, for tests and the demo.
#
# usage: engine.sh [--no-build] [NAME]
#   NAME         opentofu-X.Y.Z or terraform-X.Y.Z, built from its Go module once and kept in the user's cache directory.
#                Without it: TF_ACC_TERRAFORM_PATH, else terraform or tofu on PATH, else the OpenTofu named below.
#   --no-build   print nothing and fail instead of building, which takes five to ten minutes of CPU time
#
# What is built here is for tests only and part of no release. Terraform's licence (BUSL-1.1) makes that a condition.
set -euo pipefail

build=true
if [[ ${1:-} == --no-build ]]; then
	build=false
	shift
fi

if [[ -z ${1:-} ]]; then
	if [[ -n ${TF_ACC_TERRAFORM_PATH:-} ]]; then
		echo "$TF_ACC_TERRAFORM_PATH"
		exit
	fi
	if command -v terraform || command -v tofu; then
		exit
	fi
fi
name=${1:-opentofu-1.12.6}

case $name in
opentofu-[0-9]*) module=github.com/opentofu/opentofu package=$module/cmd/tofu binary=tofu ;;
terraform-[0-9]*) module=github.com/hashicorp/terraform package=$module binary=terraform ;;
*)
	echo "engine.sh: $name is neither opentofu-X.Y.Z nor terraform-X.Y.Z" >&2
	exit 2
	;;
esac

cache=${XDG_CACHE_HOME:-$HOME/.cache}/terraform-provider-oauth/$name
if [[ -x $cache/$binary ]]; then
	echo "$cache/$binary"
	exit
fi
$build || exit 1

echo "Building $name once, which takes some minutes ..." >&2
# A workspace or flags that a developer may have set up are not meant for this module.
export GOWORK=off GOFLAGS=
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

# stub MODULE stands in for a module that is a folder of Terraform's repository and not published: the backends that keep
# the state on remote storage. No test uses one. The stub keeps the state in memory.
stub() {
	local dir=stubs/${1##*/}
	mkdir -p "$dir"
	echo "module $1" >"$dir/go.mod"
	cat >"$dir/stub.go" <<END
package stub

import (
	"$module/internal/backend"
	"$module/internal/backend/remote-state/inmem"
)

func New() backend.Backend { return inmem.New() }
END
	go mod edit -replace "$1=./$dir"
}

# A module with the engine as its only requirement builds it with the versions that the engine's own go.mod names. Go
# ignores the replace lines of a requirement, so they are repeated.
gomod=$(go list -m -f '{{.GoMod}}' "$module@v${name#*-}")
go mod init engine 2>/dev/null
go mod edit -require "$module@v${name#*-}"
while IFS=$'\t' read -r old new; do
	case $new in
	./*) stub "$old" ;;
	*) go mod edit -replace "${old/ /@}=${new/ /@}" ;;
	esac
done < <(sed -n 's/^\(replace\)\{0,1\}[[:space:]]*\(.*\) => \(.*\)$/\2\t\3/p' "$gomod")

# Without dev=no an engine calls itself a -dev version, which version checks read as older than the release.
nice go build -mod=mod -trimpath -ldflags "-s -w -X $module/version.dev=no" -o "$binary" "$package" >&2
mkdir -p "$cache"
mv "$binary" "$cache/$binary.$$"
mv "$cache/$binary.$$" "$cache/$binary"
echo "$cache/$binary"
