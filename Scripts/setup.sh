#!/bin/sh
# Sees to what the build needs. Installs Debian packages where it may; elsewhere says exactly what to install.
# usage: Scripts/setup.sh [test|tools]     with `test`, the tools that the tests use as independent readers, too;
#                                          with `tools`, what some tests open report and mart with: a browser, R, Java; and valgrind
set -eu

if ! command -v swift >/dev/null 2>&1; then
  echo "CustomerMart needs Swift 6.2 or later, and there is none on the PATH." >&2
  echo "Get it from https://www.swift.org/install/linux/ and run make again." >&2
  exit 1
fi

missing=""
[ -e /usr/include/sqlite3.h ] || missing="$missing libsqlite3-dev"
[ -e /usr/include/zlib.h ] || missing="$missing zlib1g-dev"
if [ "${1:-}" = test ]; then
  command -v sqlite3 >/dev/null 2>&1 || missing="$missing sqlite3"
  command -v python3 >/dev/null 2>&1 || missing="$missing python3"
fi
if [ "${1:-}" = tools ]; then
  for browser in chromium chromium-browser google-chrome; do command -v $browser >/dev/null 2>&1 && break; done || missing="$missing chromium"
  Rscript -e 'library(RSQLite)' >/dev/null 2>&1 || missing="$missing r-base-core r-cran-rsqlite"
  command -v java >/dev/null 2>&1 || missing="$missing default-jre-headless"
  [ -e /usr/share/java/xerial-sqlite-jdbc.jar ] || missing="$missing libxerial-sqlite-jdbc-java"
  command -v valgrind >/dev/null 2>&1 || missing="$missing valgrind"
  python3 -c 'import ensurepip' >/dev/null 2>&1 || missing="$missing python3-venv"
fi
[ -n "$missing" ] || exit 0

if command -v apt-get >/dev/null 2>&1; then
  if [ "$(id -u)" = 0 ]; then as_root=""; elif sudo -n true 2>/dev/null; then as_root="sudo"; else as_root="none"; fi
  if [ "$as_root" != none ]; then
    echo "installing:$missing" >&2
    $as_root apt-get update -qq >&2 && DEBIAN_FRONTEND=noninteractive $as_root apt-get -o DPkg::Lock::Timeout=600 install -y -qq $missing >&2
    exit 0
  fi
  echo "These packages are missing; run: sudo apt-get install -y$missing" >&2
else
  echo "Missing (by their Debian names; your system may call them otherwise):$missing" >&2
fi
exit 1
