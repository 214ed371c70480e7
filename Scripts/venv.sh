#!/bin/sh
# A virtual environment of Python with packages from PyPI; what is there already is not fetched again.
# usage: Scripts/venv.sh FOLDER PACKAGE…
set -eu
folder=$1
shift
if [ "$(cat "$folder/packages" 2>/dev/null || true)" != "$*" ]; then
  [ -x "$folder/bin/python" ] || python3 -m venv "$folder"
  "$folder/bin/pip" install -q "$@"
  echo "$*" > "$folder/packages"
fi
