#!/bin/sh
# Keeps a small home of this release for the tests of later ones: three nights of the market, made by the program given.
# usage: Scripts/keep-release.sh [.build/release/mart]      writes Tests/Fixtures/releases/VERSION.tar.gz
set -eu
mart=${1:-.build/release/mart}
version=$("$mart" --version)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 Tests/Oracles/market.py --home "$folder" 3
"$mart" run --home "$folder/home" --pipeline "$folder/market/pipeline"
rm -rf "$folder/home/landing"
mkdir -p Tests/Fixtures/releases
tar -C "$folder" --sort=name --owner=0 --group=0 --numeric-owner -cf - home | gzip -9n >"Tests/Fixtures/releases/$version.tar.gz"
ls -l "Tests/Fixtures/releases/$version.tar.gz"
