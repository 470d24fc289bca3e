#!/usr/bin/env bash
# Runs a command in the environment in which Terraform's test framework and the demo find their engine. ENGINE names
# one as engine.sh takes it.
#
# usage: [ENGINE=NAME] with-engine.sh COMMAND [ARGUMENT ...]
set -euo pipefail

TF_ACC_TERRAFORM_PATH=$("$(dirname "${BASH_SOURCE[0]}")/engine.sh" ${ENGINE:+"$ENGINE"})
export TF_ACC_TERRAFORM_PATH

# Nobody's own settings may leak in, be it a mirror, an override or a configuration file that is not there.
unset "${!TF_CLI_ARGS@}" TF_DATA_DIR TF_WORKSPACE
export TF_CLI_CONFIG_FILE=/dev/null
export CHECKPOINT_DISABLE=1 TF_IN_AUTOMATION=1

# Tests cannot tell the engines apart by their version: OpenTofu counts on its own.
export TF_ACC_ENGINE=terraform
if [[ $("$TF_ACC_TERRAFORM_PATH" version) == OpenTofu* ]]; then
	TF_ACC_ENGINE=opentofu
	# Without its own registry host, `tofu init` refuses the provider address that the test framework makes up.
	export TF_ACC_PROVIDER_HOST=${TF_ACC_PROVIDER_HOST:-registry.opentofu.org}
fi

exec "$@"
