#!/bin/sh
# aarch64.sh DIRECTORY: the two libraries that the core links, for aarch64, below DIRECTORY/root; from apt,
# in lists of their own, so that the system's packages stay as they are.
set -eu

mkdir -p "$1/lists/partial" "$1/cache"
cd "$1"
apt() {
    apt-get -qq -o APT::Architecture=arm64 -o APT::Architectures=arm64 -o Dir::State::Lists="$PWD/lists" \
        -o Dir::Cache="$PWD/cache" -o APT::Sandbox::User=root "$@"
}
apt update
apt download libcjson1 libsodium23
for package in *.deb; do
    dpkg -x "$package" root
done
rm -r -- *.deb lists cache
