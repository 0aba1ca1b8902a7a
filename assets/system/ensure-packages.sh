#!/bin/sh
# Installs the Debian packages of the given lists (packages.txt without any) that are missing, under the name this
# release has them by. Where it cannot, it says why in one clear sentence and exits 1.
set -eu
here=$(dirname "$0")
[ $# -gt 0 ] || set -- "$here/packages.txt"
log=$(mktemp)
trap 'rm -f "$log"' EXIT

main() {
    find_missing "$@"
    [ -n "$missing" ] || return 0
    need_apt
    get_rights
    echo "Đang cài gói hệ thống / Installing system packages:$missing"
    updated=yes
    $as_root apt-get -o APT::Update::Error-Mode=any update -qq >"$log" 2>&1 || updated=no
    choose_candidates
    [ -z "$unavailable" ] || fail_unavailable
    # shellcheck disable=SC2086  # lists of words
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 \
        install -y -qq --no-install-recommends $candidates >>"$log" 2>&1 || fail_install
}

find_missing() {
    architecture=$(dpkg --print-architecture 2>/dev/null) || architecture=""
    missing=""
    for wanted in $(sed 's/#.*//' "$@"); do
        is_installed "$wanted" || is_installed "${wanted}t64" || missing="$missing $wanted"
    done
}

is_installed() {  # for this machine's architecture: a 64-bit Raspberry Pi OS may hold 32-bit libraries too
    dpkg-query -W -f='${Status} ${Architecture}\n' "$1" 2>/dev/null | grep -Eq " ok installed ($architecture|all)\$"
}

need_apt() {
    command -v apt-get >/dev/null 2>&1 || fail \
        "Máy này không có apt-get. Hãy tự cài các thư viện mà Debian gọi là:$missing" \
        "This machine has no apt-get. Install by hand what Debian calls:$missing"
}

get_rights() {
    as_root=""
    [ "$(id -u)" != 0 ] || return 0
    as_root=sudo
    if ! command -v sudo >/dev/null 2>&1 || ! sudo true 2>"$log"; then
        choose_candidates
        fail "Máy thiếu các gói:$missing. Nhờ người quản trị chạy: apt-get install$candidates$unavailable" \
            "Missing system packages:$missing. Ask an administrator to run: apt-get install$candidates$unavailable"
    fi
}

choose_candidates() {  # Debian 13 renamed some libraries: libzbar0 is libzbar0t64 there
    candidates=""
    unavailable=""
    for wanted in $missing; do
        if has_candidate "$wanted"; then
            candidates="$candidates $wanted"
        elif has_candidate "${wanted}t64"; then
            candidates="$candidates ${wanted}t64"
        else
            unavailable="$unavailable $wanted"
        fi
    done
}

has_candidate() {
    LC_ALL=C apt-cache policy "$1" 2>/dev/null | grep "^ *Candidate:" | grep -qv "(none)"
}

fail_unavailable() {  # only fresh lists can tell that a package does not exist
    [ "$updated" = yes ] || fail_install
    fail "Kho gói của máy này không có:$unavailable. Xem lại các nguồn trong /etc/apt, rồi chạy lại lệnh này." \
        "The package sources of this machine do not have:$unavailable. Check /etc/apt and run the command again."
}

fail_install() {
    tail -n 5 "$log" >&2
    if [ "$updated" = no ]; then
        fail "Không tải được danh sách gói để cài:$missing. Kiểm tra mạng rồi chạy lại lệnh này." \
            "Could not fetch the package lists to install:$missing. Check the network and run the command again."
    fi
    fail "Không cài được gói hệ thống:$missing. Kiểm tra mạng rồi chạy lại lệnh này." \
        "Could not install:$missing. Check the network and run the command again."
}

fail() {
    printf '%s\n' "$@" >&2
    exit 1
}

main "$@"
