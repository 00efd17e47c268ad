#!/bin/sh
# Sets up what `make run` and `make test` need: a virtual environment in .venv with the packages of
# pyproject.toml. Does nothing, quickly, when all of it is there. Needs Python 3.11 or newer.
set -eu
cd "$(dirname "$0")/.."

# Debian packages that the program needs beside Python, those that are missing, one a line.
# venv is part of Python, but Debian ships it apart. The libraries are those that Qt loads.
needed_packages() {
    "$1" -c 'import ensurepip, venv' 2>/dev/null || echo python3-venv
    [ "$(uname -s)" = Linux ] || return 0
    libraries=$(PATH="$PATH:/usr/sbin:/sbin" ldconfig -p 2>/dev/null || true)
    while read -r library package; do
        case "$libraries" in
        *"$library"*) ;;
        *) echo "$package" ;;
        esac
    done <<'END'
libGL.so.1 libgl1
libEGL.so.1 libegl1
libdbus-1.so.3 libdbus-1-3
libfontconfig.so.1 libfontconfig1
libglib-2.0.so.0 libglib2.0-0
libxkbcommon.so.0 libxkbcommon0
libxcb-cursor.so.0 libxcb-cursor0
libxcb-icccm.so.4 libxcb-icccm4
libxcb-keysyms.so.1 libxcb-keysyms1
libxcb-shape.so.0 libxcb-shape0
libxkbcommon-x11.so.0 libxkbcommon-x11-0
END
    # Qt brings no font along and shows empty boxes without one.
    [ -d /usr/share/fonts ] && [ -n "$(find /usr/share/fonts -name '*.[to]tf' -print -quit)" ] ||
        echo fonts-dejavu-core
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
