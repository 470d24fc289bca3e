#!/usr/bin/env bash
# Fails unless two directories hold the same archives: the same names, and the same bytes.
#
# usage: compare-archives.sh DIRECTORY DIRECTORY
set -euo pipefail

sums() {
	(cd "$1" && sha256sum -- *.zip)
}

diff <(sums "$1") <(sums "$2")
echo "The archives in $1 and $2 are the same:"
sums "$1"
