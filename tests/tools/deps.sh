#!/bin/sh
# deps.sh WORD...: makes sure that what the words (game, test, clang, lint, aarch64) stand for is installed.
# Silent when it is. Where it is not: apt says first what it installs; other systems get the list.
set -eu

missing=

# need COMMAND PACKAGE...: the packages, unless the command is there.
need() {
    command=$1
    shift
    command -v "$command" >/dev/null 2>&1 || missing="$missing $*"
}

# library NAME PACKAGE: the package, unless pkg-config knows the library.
library() {
    pkg-config --exists "$1" 2>/dev/null || missing="$missing $2"
}

# header NAME PACKAGE: the package, unless the compiler finds the header (of what pkg-config does not know).
header() {
    echo "#include <$1>" | cc -E - >/dev/null 2>&1 || missing="$missing $2"
}

game() {
    need cc gcc libc6-dev
    need ar binutils
    need pkg-config pkg-config
    library ncursesw libncurses-dev
    library sqlite3 libsqlite3-dev
    library libcjson libcjson-dev
    library libsodium libsodium-dev
    library libcmark-gfm libcmark-gfm-dev
    header cmark-gfm-core-extensions.h libcmark-gfm-extensions-dev
}

tests() {
    library criterion libcriterion-dev
    library vterm libvterm-dev
}

lint() {
    need gcc gcc
    need clang clang
    need cppcheck cppcheck
    need clang-format clang-format
    need mandoc mandoc
}

aarch64() {
    need aarch64-linux-gnu-gcc gcc-aarch64-linux-gnu libc6-dev-arm64-cross
    need qemu-aarch64 qemu-user
}

for word in "$@"; do
    case $word in
    game) game ;;
    test) tests ;;
    clang) need clang clang ;;
    lint) lint ;;
    aarch64) aarch64 ;;
    *) echo "deps: no such word: $word" >&2 && exit 2 ;;
    esac
done
[ -n "$missing" ] || exit 0
# shellcheck disable=SC2086 # a list of words
missing=$(printf '%s\n' $missing | sort -u | tr '\n' ' ')

if ! command -v apt-get >/dev/null 2>&1; then
    echo "Please install what Debian calls: $missing" >&2
    exit 1
fi
if [ "$(id -u)" -eq 0 ]; then
    root=
elif command -v sudo >/dev/null 2>&1; then
    root=sudo
else
    echo "Please run as root: apt-get install $missing" >&2
    exit 1
fi
echo "Installing by apt: $missing"
$root apt-get update -qq
# shellcheck disable=SC2086
$root env DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends $missing
