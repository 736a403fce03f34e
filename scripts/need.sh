#!/bin/sh
# need.sh PROGRAM PACKAGE: is the program there? If not, get its Debian package as root or with sudo, or say what to do.
set -eu
program=$1 package=$2
PATH=$PATH:/usr/sbin:/sbin
command -v "$program" >/dev/null 2>&1 && exit 0
sudo=
if [ "$(id -u)" != 0 ]; then
    command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null && sudo="sudo -n" || sudo=none
fi
if [ "$sudo" = none ] || ! command -v apt-get >/dev/null 2>&1; then
    echo "stallwatch needs $program: install it (on Debian: apt-get install $package) and run this again." >&2
    exit 1
fi
echo "installing $package from Debian ..." >&2
export DEBIAN_FRONTEND=noninteractive
# A tor that is only a library of ours must not start as a service on this machine.
policy=/usr/sbin/policy-rc.d
if [ -z "$sudo" ] && [ ! -e "$policy" ]; then
    printf '#!/bin/sh\nexit 101\n' >"$policy"
    chmod +x "$policy"
    trap 'rm -f "$policy"' EXIT
fi
{ $sudo apt-get install -qq -y --no-install-recommends "$package" >/dev/null 2>&1 ||
    { $sudo apt-get update -qq >/dev/null && $sudo apt-get install -qq -y --no-install-recommends "$package" >/dev/null; }; } || {
    echo "could not install $package: run 'apt-get install $package' and look at what it says." >&2
    exit 1
}
