#!/bin/sh
# The part of fresh-machine.sh that runs in namespaces of its own: mounts what a machine has, then tries the project
# as root and as ordinary users. Says how long each try took; on a failure shows the end of its output.
#
#   inside-root.sh ROOT PART LOG
set -eu
root=$1
part=$2
log=$3

SMOKE="tests/unit/project/test_packaging.py tests/unit/project/test_command_lines.py tests/contracts tests/flows"

main() {
    mount -t proc proc "$root/proc"
    mount --rbind /dev "$root/dev"
    checkouts
    [ "$part" = run ] || try "a user who may not install is told the packages in one sentence" user_without_rights
    try "make run, as root" make_run root
    try "kiosk, commune and bdhvs-sync answer" programs_answer root
    [ "$part" = all ] || return 0
    try "make test, lint and a part of the tests" make_test
    try "make run, as a user without sudo, packages there" make_run plain
    try "packages removed, sudo installed" remove_packages
    try "make run, as a user with sudo, packages missing" make_run helper
    try "kiosk, commune and bdhvs-sync answer that user" programs_answer helper
}

try() {  # what is tried, and the function with its arguments: "set -e" does not hold in it
    what=$1
    shift
    began=$(date +%s)
    if "$@" >"$log" 2>&1; then
        echo "fresh: $what: $(($(date +%s) - began)) s"
    else
        tail -n 40 "$log" >&2
        for evening in "$root"/root/kiosk/demo/tour.log "$root"/home/*/kiosk/demo/tour.log; do
            [ ! -e "$evening" ] || { echo "-- ${evening#"$root"}" && tail -n 40 "$evening"; } >&2
        done
        echo "fresh: FAILED: $what" >&2
        exit 1
    fi
}

inside() {  # user, command: nothing of this machine's environment goes in
    user=$1
    shift
    home=/home/$user
    [ "$user" != root ] || home=/root
    certificates=""
    [ ! -e "$root/etc/ssl/fresh-machine.crt" ] || certificates=PIP_CERT=/etc/ssl/fresh-machine.crt
    chroot --userspec="$user:$user" "$root" env -i "HOME=$home" "USER=$user" LANG=C.UTF-8 \
        PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin ${certificates:+"$certificates"} \
        sh -c 'cd && cd kiosk && exec "$@"' sh "$@"
}

as_root() { chroot "$root" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin DEBIAN_FRONTEND=noninteractive "$@"; }

checkouts() {  # a copy for each user
    cp -R "$root/srv/kiosk" "$root/root/kiosk"
    for name in plain helper; do
        as_root useradd --create-home "$name"
        cp -R "$root/srv/kiosk" "$root/home/$name/kiosk"
        as_root chown -R "$name:$name" "/home/$name/kiosk"
    done
}

user_without_rights() {
    if inside plain make run >"$log.told" 2>&1; then
        echo "make run went through without the packages"
        return 1
    fi
    cat "$log.told"
    grep -q "^Missing system packages: .*apt-get install .*libgl1" "$log.told" && ! grep -q Traceback "$log.told"
}

make_run() {  # without a screen it plays the whole evening
    inside "$1" make run && inside "$1" test -s out/summary.json
}

programs_answer() {
    for program in kiosk commune bdhvs-sync; do
        inside "$1" ".venv/bin/$program" --help || return 1
    done
}

make_test() { inside root make test "PYTEST_ARGS=$SMOKE"; }

remove_packages() {
    as_root apt-get install -y -qq --no-install-recommends sudo || return 1
    echo "helper ALL=(ALL) NOPASSWD: ALL" >"$root/etc/sudoers.d/helper"
    as_root apt-get remove -y -qq espeak-ng libzbar0 || as_root apt-get remove -y -qq espeak-ng libzbar0t64
}

main
