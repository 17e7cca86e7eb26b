#!/bin/sh
# run.sh DIRECTORY FUZZERS ROUNDS [ARGUMENT]...: runs what `make test` built in DIRECTORY: the
# corpus of each fuzz target, kill -9 rounds on the sanitized game, the suite with the arguments.
# Whatever a sanitizer reports of any process, a leak at a test's exit too, fails the run.
set -eu

built=$(cd "$1" && pwd)
fuzzers=$2
rounds=$3
shift 3

home=$(mktemp -d)
trap 'rm -rf "$home"' EXIT
export HOME="$home" XDG_DATA_HOME="$home/data" XDG_CONFIG_HOME="$home/config" LC_ALL=C.UTF-8
unset OUTCRY_DATA

reports=$built/report
rm -f "$reports".*
export OUTCRY_BINARY="$built/outcry"
export ASAN_OPTIONS="detect_leaks=1:strict_string_checks=1:log_path=$reports"
export LSAN_OPTIONS="suppressions=$PWD/tests/tools/leaks.supp:print_suppressions=0"
export UBSAN_OPTIONS="print_stacktrace=1:log_path=$reports"

status=0
for name in $fuzzers; do
    "$built/corpus-$name" "tests/fuzz/corpus/$name" || status=1
done
if [ "$rounds" -gt 0 ]; then
    "$built/kills" "$OUTCRY_BINARY" "$rounds" || status=1
fi
"$built/suite" "$@" || status=1

for report in "$reports".*; do
    [ -e "$report" ] || continue
    cat "$report" >&2
    # Where a process was killed in the middle of a leak check, the checker says so: that is no finding.
    ! grep -q 'ERROR: \|runtime error: ' "$report" || status=1
done
exit $status
