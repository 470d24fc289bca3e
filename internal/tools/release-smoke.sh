#!/usr/bin/env bash
# Installs a release as users get it: puts the archives that goreleaser made into a filesystem mirror as they are, and
# lets the engine install the provider from there with `init` and start it.
#
# usage: with-engine.sh release-smoke.sh DIRECTORY
#   DIRECTORY   where goreleaser left the archives, usually dist
set -euo pipefail

# The provider's address, without the registry's host. main.go says the same.
provider=oauth-clients/oauth

cd "${1:?usage: with-engine.sh release-smoke.sh DIRECTORY}"

shopt -s nullglob
sums=(*_SHA256SUMS)
if ((${#sums[@]} != 1)); then
	echo "release-smoke.sh: $PWD holds ${#sums[@]} files *_SHA256SUMS instead of one" >&2
	exit 1
fi
version=${sums[0]#terraform-provider-oauth_}
version=${version%_SHA256SUMS}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

for host in registry.terraform.io registry.opentofu.org; do
	mkdir -p "$work/mirror/$host/$provider"
	cp ./*.zip "$work/mirror/$host/$provider"
done
# The sums also name the manifest, which is uploaded under another name than it has here.
grep '\.zip$' "${sums[0]}" | sha256sum --check --quiet --strict -

export TF_CLI_CONFIG_FILE=$work/cli.tfrc
cat >"$TF_CLI_CONFIG_FILE" <<END
provider_installation {
  filesystem_mirror {
    path = "$work/mirror"
  }
}
END
mkdir "$work/configuration"
cat >"$work/configuration/main.tf" <<END
terraform {
  required_providers {
    oauth = {
      source  = "$provider"
      version = "$version"
    }
  }
}

provider "oauth" {
  hydra {
    admin_url = "http://127.0.0.1:4445"
  }
}

resource "oauth_client" "smoke" {
  client_name = "Smoke"
}
END

engine() {
	"$TF_ACC_TERRAFORM_PATH" -chdir="$work/configuration" "$@" -no-color
}

engine init -input=false
engine validate
engine version | grep -F "$provider v$version"
