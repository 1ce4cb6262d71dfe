#!/usr/bin/env bash
# Fetches three real source trees for the benches, one for each grammar, into the folder given:
# Django (Python), ESLint (JavaScript) and parts of Go's library. Needs pip, npm and apt.
set -euo pipefail
into=${1:?usage: trees.sh FOLDER}
mkdir -p "$into" && cd "$into"
if [ ! -d python ]; then
  pip download --quiet --no-deps --dest . django==5.2
  mkdir python && python3 -m zipfile -e ./*jango-5.2*.whl python
fi
if [ ! -d javascript ]; then
  npm pack --silent eslint@9.30.0
  mkdir javascript && tar xzf eslint-9.30.0.tgz -C javascript
fi
if [ ! -d go ]; then
  apt-get download --quiet golang-1.19-src
  dpkg -x golang-1.19-src*.deb debian
  mkdir go
  for part in net crypto encoding archive database os; do
    cp -r "debian/usr/share/go-1.19/src/$part" go/
  done
fi
