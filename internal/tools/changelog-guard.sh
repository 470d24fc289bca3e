#!/usr/bin/env bash
# Fails when a change alters the reference pages, which are generated from the schemas, and leaves CHANGELOG.md alone.
# Where users indeed notice nothing (a typing error, say), a commit has the trailer "Changelog: none".
#
# usage: changelog-guard.sh BASE
#   BASE   the commit or branch that the change is made for
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/../.."
base=$(git merge-base "${1:?usage: changelog-guard.sh BASE}" HEAD)

pages=$(git diff --name-only "$base" HEAD -- docs ':!docs/guides')
if [[ -z $pages ]] || ! git diff --quiet "$base" HEAD -- CHANGELOG.md; then
	exit
fi
if git log --format='%(trailers:key=Changelog,valueonly)' "$base..HEAD" | grep -qix none; then
	exit
fi
cat >&2 <<END
These pages change, and CHANGELOG.md does not:
$pages
Add a line under "Unreleased", in the words of a user, or the trailer "Changelog: none" to a commit.
END
exit 1
