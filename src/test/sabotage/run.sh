#!/bin/sh
# Proves that the torture test can fail: breaks the code on purpose, in one way after the other, each in a copy of the
# tree, and expects the torture test to find it. Prints a table, and fails where one is not found within the time.
#
#   sh src/test/sabotage/run.sh [NAME …]      the names of the patches beside this file; all of them by default
#   MINUTES=2 BROKER=redis                    how long each is looked for, and with which broker
set -eu
cd "$(dirname "$0")/../../.."
minutes=${MINUTES:-2}
broker=${BROKER:-redis}

# What a finding of each must be, of those that torture.Finding.Kind names.
expected() {
  case $1 in
    acknowledge-before-commit) echo 'UNCOMMITTED|LOST' ;;
    skip-one-on-replay) echo 'TAB_DIFFERS|RULE_BROKEN' ;;
    publish-before-commit) echo 'UNCOMMITTED|RULE_BROKEN' ;;
    register-after-catch-up) echo 'HEALED|TAB_DIFFERS' ;;
    no-reconciliation) echo 'TAB_DIFFERS' ;;
    forget-the-epoch) echo 'RULE_BROKEN|TAB_DIFFERS' ;;
    *) echo "there is no patch $1" >&2; exit 2 ;;
  esac
}

if [ $# -eq 0 ]; then
  set -- acknowledge-before-commit skip-one-on-replay publish-before-commit register-after-catch-up \
    no-reconciliation forget-the-epoch
fi

work=$(mktemp -d)
running=
end() {
  if [ -n "$running" ]; then
    kill "$running" 2>/dev/null || true
    wait "$running" 2>/dev/null || true
  fi
  rm -rf "$work"
}
trap end EXIT
trap 'exit 130' INT TERM

missed=0
printf '| %-26s | %-12s | %s |\n' 'what was broken' 'caught as' 'after'
printf '|%s|%s|%s|\n' '---' '---' '---'
for name in "$@"; do
  kinds=$(expected "$name")
  tree=$work/$name
  mkdir "$tree"
  tar cf - --exclude=./target --exclude=./.git . | tar xf - -C "$tree"
  patch -s -d "$tree" -p1 <"src/test/sabotage/$name.patch"
  log=$tree/torture.out
  (cd "$tree" && exec mvn -B test -Ptorture -Dtorture.broker="$broker" -Dtorture.minutes="$minutes" -Dtorture.storms=1 \
    -Dmaven.compiler.failOnWarning=false) >"$log" 2>&1 &
  running=$!
  wait "$running" || true
  running=
  caught=$(sed -n 's/.*torture: caught //p' "$log" | head -n 1)
  if printf '%s' "$caught" | grep -Eq "^($kinds) "; then
    printf '| %-26s | %-12s | %s |\n' "$name" "${caught%% *}" "${caught#* after }"
  else
    missed=1
    printf '| %-26s | %-12s | %s |\n' "$name" "NOT CAUGHT" "${caught:-it passed, or did not run}"
    tail -n 30 "$log" >&2
  fi
  rm -rf "$tree"
done
exit $missed
