#!/usr/bin/env bash
# Runs a command in the environment in which Terraform's test framework and the demo find their engine.
#
# usage: with-engine.sh COMMAND [ARGUMENT ...]
set -euo pipefail

TF_ACC_TERRAFORM_PATH=$("$(dirname "${BASH_SOURCE[0]}")/engine.sh")
export TF_ACC_TERRAFORM_PATH

# Nobody's own settings may leak in, be it a mirror, an override or a configuration file that is not there.
unset "${!TF_CLI_ARGS@}" TF_DATA_DIR TF_WORKSPACE
export TF_CLI_CONFIG_FILE=/dev/null
export CHECKPOINT_DISABLE=1 TF_IN_AUTOMATION=1

# Without its own registry host, `tofu init` refuses the provider address that the test framework makes up.
if [[ $("$TF_ACC_TERRAFORM_PATH" version) == OpenTofu* ]]; then
	export TF_ACC_PROVIDER_HOST=${TF_ACC_PROVIDER_HOST:-registry.opentofu.org}
fi

exec "$@"
