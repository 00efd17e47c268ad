#!/bin/sh
# Sets up what `make run` and `make test` need: a virtual environment in .venv with the packages of
# pyproject.toml. Does nothing, quickly, when all of it is there. Needs Python 3.11 or newer.
set -eu
cd "$(dirname "$0")/.."

# Debian packages that the program needs beside Python: "command-or-file package" per line.
# venv is part of Python, but Debian ships it apart.
needed_packages() {
    "$1" -c 'import ensurepip, venv' 2>/dev/null || echo python3-venv
}

fail() {
    printf '%s\n' "$*" >&2
    exit 1
}

find_python() {
    for candidate in ${WRITERID_PYTHON:-} python3.13 python3.12 python3.11 python3 python; do
        if command -v "$candidate" >/dev/null 2>&1 &&
            "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            command -v "$candidate"
            return
        fi
    done
    return 1
}

install_packages() {
    [ "$#" -gt 0 ] || return 0
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
        echo "installing $*"
        apt-get update -qq
        DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
    else
        fail "These system packages are missing. Install them, then run make again:
    sudo apt-get install $*"
    fi
}

# The stamp changes when the packages or the Python do.
if [ -x .venv/bin/python ]; then
    stamp="$(cksum <pyproject.toml) $(.venv/bin/python -V 2>&1) $(pwd)"
    if [ -f .venv/ready ] && [ "$(cat .venv/ready)" = "$stamp" ]; then
        exit 0
    fi
fi

python=$(find_python) || fail "Python 3.11 or newer is needed and was not found.
On Debian 12:  sudo apt-get install python3 python3-venv"

# shellcheck disable=SC2046 # one word a package
install_packages $(needed_packages "$python")

if ! .venv/bin/python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    echo "setting up .venv (once; a few minutes)"
    rm -rf .venv
    "$python" -m venv .venv
fi
rm -f .venv/ready
.venv/bin/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]' 2>.venv/pip.log ||
    { cat .venv/pip.log >&2; fail "The packages could not be installed: see above, then run make again."; }
stamp="$(cksum <pyproject.toml) $(.venv/bin/python -V 2>&1) $(pwd)"
printf '%s' "$stamp" >.venv/ready
