#!/bin/sh
# Proves that a fresh machine works: makes a bare Debian in a folder, copies the last commit into it and runs there
# what the README promises. Run by `make fresh`; needs root.
#
#   fresh-machine.sh [SUITE] [PART]     SUITE: bookworm (default), trixie …; PART: all (default) or run
#
# Exit status: 0 everything worked; 77 this machine cannot make a bare Debian (it says why); 1 the project failed.
# Mounts and processes live in namespaces of their own, so that they end with this script however it ends.
set -eu
suite=${1:-bookworm}
part=${2:-all}
source=$(cd "$(dirname "$0")/../.." && pwd)
inner=$source/tests/fresh/inside-root.sh

CANNOT=77
child=""

main() {
    case $part in all | run) ;; *) cannot "there is no part '$part': all, run" ;; esac
    [ "$(id -u)" = 0 ] || cannot "only root can make a root folder"
    need_debootstrap
    work=$(mktemp -d "${TMPDIR:-/var/tmp}/fresh-machine.XXXXXX")
    trap clean_up EXIT
    trap 'exit 130' HUP INT TERM
    root=$work/root
    in_namespaces mount --bind "$work" "$work" 2>"$work/log" || cannot "mounting is refused: $(tail -n 1 "$work/log")"
    timed "a bare $suite" make_root
    clone_project
    in_namespaces sh "$inner" "$root" "$part" "$work/log" || exit 1
    say "$suite: everything worked"
}

in_namespaces() {  # in the background, so that a signal is answered at once
    unshare --mount --pid --fork --kill-child "$@" &
    child=$!
    result=0
    wait "$child" || result=$?
    child=""
    return $result
}

say() { echo "fresh: $1"; }

cannot() {
    say "not possible on this machine: $1" >&2
    exit $CANNOT
}

timed() {
    began=$(date +%s)
    "$2"
    say "$1: $(($(date +%s) - began)) s"
}

need_debootstrap() {
    command -v debootstrap >/dev/null 2>&1 && return 0
    command -v apt-get >/dev/null 2>&1 || cannot "debootstrap is missing, and there is no apt-get to install it"
    say "installing debootstrap"
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq debootstrap; } >/dev/null 2>&1 \
        || cannot "debootstrap could not be installed"
}

make_root() {
    in_namespaces debootstrap --variant=minbase --include=ca-certificates,make,git,python3 "$suite" "$root" "$(mirror)" \
        >"$work/log" 2>&1 || cannot "debootstrap failed: $(tail -n 1 "$work/log")"
    apt-config dump | grep -E '^Acquire::(https?|ftp|Check-Valid-Until|Check-Date|Retries)\b' \
        >"$root/etc/apt/apt.conf.d/99-as-on-this-machine" || true
    cat /etc/resolv.conf >"$root/etc/resolv.conf"
    cat /etc/hosts >"$root/etc/hosts"
    certificates=/etc/ssl/certs/ca-certificates.crt
    [ ! -e "$certificates" ] || cp "$certificates" "$root/etc/ssl/fresh-machine.crt"
}

mirror() {  # the one this machine's own apt fetches Debian from
    # shellcheck disable=SC2016  # apt's own variables
    found=$(apt-get indextargets --format '$(ORIGIN)|$(LABEL)|$(REPO_URI)' 'Created-By: Packages' 2>/dev/null \
        | sed -n 's/^Debian|Debian|//p' | head -n 1)
    echo "${found:-http://deb.debian.org/debian}"
}

clone_project() {
    [ -z "$(git -C "$source" status --porcelain 2>/dev/null)" ] || say "what is not committed is not tried"
    printf '[safe]\n\tdirectory = *\n' >"$work/gitconfig"
    GIT_CONFIG_GLOBAL=$work/gitconfig git clone --quiet "$source" "$root/srv/kiosk" 2>"$work/log" \
        || cannot "the project is no git checkout: $(tail -n 1 "$work/log")"
    say "commit $(GIT_CONFIG_GLOBAL=$work/gitconfig git -C "$root/srv/kiosk" log -1 --format='%h %s')"
}

clean_up() {
    status=$?
    if [ -n "$child" ]; then
        kill "$child" 2>/dev/null || true
        wait "$child" 2>/dev/null || true
    fi
    rm -rf --one-file-system "$work"
    exit "$status"
}

main
