#!/usr/bin/env bash
# Fails when a change that users notice leaves CHANGELOG.md alone: a commit of the type feat, fix or perf, or another text in
# the reference pages, which are generated from the schemas. Where users indeed notice nothing (a typing error, or a fix of a
# tool), a commit has the trailer "Changelog: none".
#
# usage: changelog-guard.sh BASE
#   BASE   the commit or branch that the change is made for
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/../.."
base=$(git merge-base "${1:?usage: changelog-guard.sh BASE}" HEAD)

pages=$(git diff --name-only "$base" HEAD -- docs ':!docs/guides')
commits=$(git log --no-merges --format=%s "$base..HEAD" | grep -E '^(feat|fix|perf)(\([^)]*\))?!?: ' || true)
if [[ -z $pages$commits ]] || ! git diff --quiet "$base" HEAD -- CHANGELOG.md; then
	exit
fi
if git log --format='%(trailers:key=Changelog,valueonly)' "$base..HEAD" | grep -qix none; then
	exit
fi
cat >&2 <<END
Users notice this, and CHANGELOG.md does not change:
$commits
$pages
Add a line under "Unreleased", in the words of a user, or the trailer "Changelog: none" to a commit.
END
exit 1
