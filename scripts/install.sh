#!/bin/sh
# install.sh VENV: make the virtual environment and put stallwatch with its locked dependencies into it. Idempotent.
set -eu
venv=$1
here=$(dirname "$0")
python=${PYTHON:-python3}
command -v "$python" >/dev/null 2>&1 || sh "$here/need.sh" python3 python3
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
    echo "stallwatch needs Python 3.11 or newer; $python is $("$python" -V). Set PYTHON=/path/to/python3.11." >&2
    exit 1
}
if [ ! -x "$venv/bin/pip" ]; then
    # A fresh Debian's python3 comes without ensurepip: the package python3-venv brings it.
    "$python" -c 'import ensurepip' 2>/dev/null || sh "$here/need.sh" pyvenv-with-ensurepip python3-venv || exit 1
    "$python" -m venv --clear "$venv"
fi
echo "installing the locked dependencies into $venv ..." >&2
"$venv/bin/pip" install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
"$venv/bin/pip" install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
"$venv/bin/python" -m compileall -q config spiders pipelines crawler demo || true
