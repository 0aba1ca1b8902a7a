#!/bin/sh
# Installs the Debian packages of the given lists (packages.txt without any) that are missing. Says one
# clear sentence where it cannot.
set -eu
here=$(dirname "$0")
[ $# -gt 0 ] || set -- "$here/packages.txt"

installed() {  # Debian 13 renamed some libraries: libzbar0 is libzbar0t64 there
    for name in "$1" "$1t64"; do
        dpkg-query -W -f='${Status}' "$name" 2>/dev/null | grep -q "ok installed" && return 0
    done
    return 1
}

missing=""
for name in $(sed 's/#.*//' "$@"); do
    installed "$name" || missing="$missing $name"
done
[ -z "$missing" ] && exit 0
if [ "$(id -u)" = 0 ]; then
    sudo=""
elif command -v sudo >/dev/null 2>&1; then
    sudo="sudo"
else
    echo "Máy thiếu các gói:$missing. Nhờ người quản trị chạy: apt-get install$missing" >&2
    echo "Missing system packages:$missing. Ask an administrator to install them." >&2
    exit 1
fi
echo "Đang cài gói hệ thống / Installing system packages:$missing"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
if { $sudo apt-get update -qq && $sudo env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -qq --no-install-recommends $missing; } >"$log" 2>&1; then
    exit 0
fi
tail -n 5 "$log" >&2
echo "Không cài được gói hệ thống:$missing. Kiểm tra mạng rồi chạy lại lệnh này." >&2
echo "Could not install:$missing. Check the network and run the command again." >&2
exit 1
