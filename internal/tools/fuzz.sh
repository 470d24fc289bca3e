#!/usr/bin/env bash
# Runs every fuzz test of the module for some time, one after the other, since `go test -fuzz` takes one at a time, and says how
# many inputs each has tried. It fails at the first that finds something, or that tries too few to find anything.
#
# usage: fuzz.sh DURATION    as 90s or 2m
set -euo pipefail

# Inputs a second, of which the slowest test tries some thousand on one core.
floor=100
# Without a bound, Go spends up to a minute on making one new input smaller, and a short run does little else.
minimize=500x

duration=$1
if [[ ! $duration =~ ^([0-9]+)([sm])$ ]]; then
	echo "not a duration in seconds or minutes: $duration" >&2
	exit 2
fi
seconds=${BASH_REMATCH[1]}
[[ ${BASH_REMATCH[2]} == s ]] || seconds=$((seconds * 60))
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

output=$(mktemp)
trap 'rm -f "$output"' EXIT

# run PACKAGE NAME
run() {
	if ! go test -run '^$' -fuzz "^$2\$" -fuzztime "$duration" -fuzzminimizetime "$minimize" "$1" >"$output" 2>&1; then
		cat "$output"
		return 1
	fi
	local runs
	runs=$(sed -n 's/.*execs: \([0-9]*\).*/\1/p' "$output" | tail -n 1)
	printf '%12d  %s %s\n' "${runs:-0}" "$1" "$2"
	if ((${runs:-0} < floor * seconds)); then
		echo "These are fewer than $floor a second." >&2
		return 1
	fi
}

grep -rl --include='*_test.go' '^func Fuzz' . | sort | while read -r file; do
	for name in $(sed -n 's/^func \(Fuzz[A-Za-z0-9_]*\)(.*/\1/p' "$file"); do
		run "$(dirname "$file")" "$name"
	done
done
