#!/usr/bin/env bash
# Runs every view of tools/views/ in a host of MCP Apps and in a browser: light and dark, three widths, with ordinary, no, far too
# much and hostile data. Last line: N passed, N failed.
#   tests/views.sh [--shots FOLDER] [--only series|trace|issue] [--pictures]
# --pictures draws the README's pictures anew, and nothing else.
# It needs a JDK, Node 20 or newer with npm, and Chromium or Chrome (CHROMIUM names another one). Without them it says so and
# ends with status 77. The packages of tests/views/package.json are installed once, into a folder of the user's cache.
set -eu
here=$(cd "$(dirname "$0")" && pwd)

missing=""
for tool in javac node npm; do command -v "$tool" >/dev/null || missing="$missing $tool"; done
[ -n "${CHROMIUM:-}" ] || for browser in chromium chromium-browser google-chrome "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"; do
  if command -v "$browser" >/dev/null; then CHROMIUM=$(command -v "$browser"); break; fi
done
[ -n "${CHROMIUM:-}" ] || missing="$missing chromium"
if [ -n "$missing" ]; then echo "views skipped: needs$missing"; exit 77; fi
export CHROMIUM

home=${XDG_CACHE_HOME:-$HOME/.cache}/sentry-mcp-views
mkdir -p "$home"
if ! cmp -s "$here/views/package.json" "$home/package.json" || [ ! -d "$home/node_modules" ]; then
  cp "$here/views/package.json" "$home/package.json"
  (cd "$home" && npm install --no-audit --no-fund --no-package-lock --silent >&2) || { rm -f "$home/package.json"; exit 1; }
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
javac -encoding UTF-8 -d "$work" "$here/kit/Payloads.java" "$here/kit/PayloadsJson.java"
java -cp "$work" PayloadsJson > "$work/payloads.json"
cd "$here/.."
PACKAGES=$home node "$here/views/drive.mjs" "$work/payloads.json" --program "$here/../jbang" "$@"
