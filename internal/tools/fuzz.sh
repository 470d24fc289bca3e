#!/usr/bin/env bash
# Runs every fuzz test of the module for some time, one after the other, since `go test -fuzz` takes one at a time.
#
# usage: fuzz.sh DURATION
set -euo pipefail

duration=$1
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

grep -rl --include='*_test.go' '^func Fuzz' . | while read -r file; do
	package=$(dirname "$file")
	for name in $(sed -n 's/^func \(Fuzz[A-Za-z0-9_]*\)(.*/\1/p' "$file"); do
		echo "$package $name"
		go test -run '^$' -fuzz "^$name\$" -fuzztime "$duration" "$package"
	done
done
