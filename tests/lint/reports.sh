#!/bin/sh
# reports.sh FILE...: what lint tells without failing: format, long functions, long files.
set -u

differ=0
for file in "$@"; do
    clang-format --dry-run -Werror "$file" >/dev/null 2>&1 || {
        differ=$((differ + 1))
        echo "format: $file"
    }
done
echo "format: $differ of $# files differ from .clang-format"

# A function starts at the last line that begins in the first column and ends at a lone brace.
awk 'FNR == 1 { start = 0 }
    /^[A-Za-z_]/ { start = FNR; head = $0 }
    /^}$/ && start && FNR - start + 1 > 120 {
        printf "length: %s:%d: %d lines: %s\n", FILENAME, start, FNR - start + 1, head }' "$@"
wc -l "$@" | awk '$2 != "total" && $1 > 800 { printf "length: %s: %d lines\n", $2, $1 }'
