#!/bin/sh
# Tests the pages' modules: a part of `mvn verify`. Needs Node 20.11 or later and nothing else. Where there is none, a
# developer's build says so and goes on; a build machine (CI is set) fails, as nobody reads what it says.
set -eu
cd "$(dirname "$0")"

if [ "${1:-}" = --skip=true ]; then
  exit
fi

if node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 11) ? 0 : 1)' \
    2>/dev/null; then
  report=$(node --no-warnings --test --test-reporter=spec ./*.test.mjs 2>&1) || {
    echo "$report"
    exit 1
  }
  if [ -x node_modules/.bin/tsc ]; then
    node_modules/.bin/tsc -p .
  elif [ -n "${CI:-}" ]; then
    echo "The types of src/main/webapp are checked by TypeScript: npm ci --prefix src/test/webapp --ignore-scripts" >&2
    exit 1
  else
    echo "SKIPPED: the types of src/main/webapp (npm ci --prefix src/test/webapp --ignore-scripts)" >&2
  fi
  echo "src/test/webapp:" $(echo "$report" | grep -E '(tests|pass|fail|skipped) [0-9]+$' | tr -d 'ℹ')
  exit
fi

echo "The tests in src/test/webapp need Node 20.11 or later, which is not on the PATH." >&2
if [ -n "${CI:-}" ]; then
  exit 1
fi
echo "SKIPPED: $(echo ./*.test.mjs)" >&2
