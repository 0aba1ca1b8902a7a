#!/bin/sh
# Installs or renews the kiosk on this machine (Raspberry Pi OS, Debian 12 or later). Run by `make install`.
#
# Guarantees: may be run again at any time, also after a power cut in the middle; the program that is
# running stays whole until the new one is complete on the disk, then one link is switched; the data in
# /var/lib/kiosk and the settings in /etc/bdhvs are never touched. Does not start the screen by itself on a
# first installation: that is what the restart at the end is for.
#
#   /opt/bdhvs                    link to the program in use
#   /opt/bdhvs.d/program-<id>     a program, named by its content; .venv in it links to its libraries
#   /opt/bdhvs.d/libraries-<id>   Python libraries, named by the lock they were installed from
#
# The commune's root.json (whose lesson packs this machine believes) may lie beside the Makefile; it is kept in
# /etc/bdhvs over renewals and put into every program, where only root can change it.
#
# BDHVS_ROOT puts everything below another folder (tests). A folder wheels/ beside the lock is used instead
# of the network.
set -eu
umask 022

here=$(cd "$(dirname "$0")" && pwd)
source=$(cd "$here/../.." && pwd)
root=${BDHVS_ROOT:-}
link=$root/opt/bdhvs
store=$root/opt/bdhvs.d
parts="kiosk sync assets lessons pyproject.toml requirements.lock kiosk.service README.md LICENSE"

main() {
    need_root
    say "1/5 Gói hệ thống"
    sh "$here/ensure-packages.sh" "$here/packages.txt" "$here/packages-pi.txt"
    say "2/5 Thư viện (lần đầu mất vài phút)"
    install_libraries
    say "3/5 Chương trình"
    keep_trust
    install_program
    say "4/5 Người dùng và dịch vụ"
    install_units
    say "5/5 Chuyển sang bản mới"
    switch
}

say() { echo "$1"; }

fail() {
    echo "$1" >&2
    exit 1
}

need_root() {
    [ "$(id -u)" = 0 ] || fail "Cần quyền quản trị. Chạy lại: sudo make install"
    for part in $parts; do
        [ -e "$source/$part" ] || fail "Bộ cài thiếu $part. Chép lại bộ cài rồi chạy lại."
    done
}

install_libraries() {
    libraries=$store/libraries-$(sha256sum <"$source/requirements.lock" | cut -c1-12)
    [ -e "$libraries/.complete" ] && return 0
    set --
    [ -d "$source/wheels" ] && set -- --no-index --find-links "$source/wheels"
    python3 -m venv --clear "$libraries"
    "$libraries/bin/python" -m pip install --quiet --disable-pip-version-check --no-cache-dir \
        --require-hashes "$@" -r "$source/requirements.lock" \
        || fail "Chưa cài được thư viện. Kiểm tra mạng rồi chạy lại; bản đang dùng vẫn còn nguyên."
    complete "$libraries"
}

keep_trust() {  # whose lesson packs are believed: given once, kept for ever
    trust=$root/etc/bdhvs/root.json
    [ -e "$source/root.json" ] || return 0
    mkdir -p "$root/etc/bdhvs"
    install -m 644 "$source/root.json" "$trust.new"
    sync
    mv -T "$trust.new" "$trust"
}

content_id() {
    cd "$source"
    # shellcheck disable=SC2086  # a list of names
    {
        find $parts -type f ! -name '*.pyc' -print0 | LC_ALL=C sort -z | xargs -0 sha256sum
        [ ! -e "$trust" ] || sha256sum <"$trust"
    } | sha256sum | cut -c1-12
}

install_program() {
    program=$store/program-$(content_id)
    [ -e "$program/.complete" ] && return 0
    rm -rf "$program"
    mkdir -p "$program"
    for part in $parts; do
        cp -R "$source/$part" "$program/$part"
    done
    [ ! -e "$trust" ] || cp "$trust" "$program/assets/system/root.json"
    find "$program" -name __pycache__ -type d -prune -exec rm -rf {} +
    chown -R "$(id -u):$(id -g)" "$program"
    chmod -R u=rwX,go=rX "$program"
    ln -s "../${libraries##*/}" "$program/.venv"
    "$program/.venv/bin/python" -m compileall -q "$program/kiosk" "$program/sync"
    # Built once, here: the kiosk reads no author's YAML at its start.
    (cd "$program" && env -u KIOSK_LESSONS -u KIOSK_ASSETS .venv/bin/python -m kiosk lessons prepare) \
        || fail "Chưa dựng được bài có sẵn. Chép lại bộ cài rồi chạy lại; bản đang dùng vẫn còn nguyên."
    complete "$program"
}

complete() {  # on the disk before it may be linked to
    sync
    touch "$1/.complete"
    sync
}

install_units() {
    mkdir -p "$root/etc/systemd/system" "$root/etc/sysusers.d" "$root/etc/bdhvs"
    install -m 644 "$here/sysusers.conf" "$root/etc/sysusers.d/bdhvs.conf"
    install -m 644 "$source/kiosk.service" "$here/kiosk-sync.service" "$here/bdhvs-stick@.service" \
        "$here/bdhvs-inbox.path" "$here/bdhvs-inbox.service" "$root/etc/systemd/system/"
    mkdir -p "$root/etc/udev/rules.d" "$root/etc/modprobe.d"
    install -m 644 "$here/90-bdhvs-usb.rules" "$root/etc/udev/rules.d/"
    install -m 644 "$here/bdhvs-filesystems.conf" "$root/etc/modprobe.d/"
    [ -e "$root/etc/bdhvs/kiosk.env" ] || install -m 644 "$here/kiosk.env" "$root/etc/bdhvs/kiosk.env"
    systemd-sysusers "$root/etc/sysusers.d/bdhvs.conf"
    systemctl daemon-reload
    udevadm control --reload
    systemctl set-default multi-user.target
    systemctl enable seatd.service kiosk.service kiosk-sync.service bdhvs-inbox.path bdhvs-inbox.service
}

switch() {
    before=$(readlink "$link" || true)
    ln -sfn "bdhvs.d/${program##*/}" "$link.new"
    mv -T "$link.new" "$link"
    sync
    if systemctl is-active --quiet kiosk.service; then
        systemctl restart kiosk.service kiosk-sync.service bdhvs-inbox.path
        say "Xong. Máy đang chạy bản mới."
    else
        say "Xong. Khởi động lại máy để bắt đầu: sudo reboot"
    fi
    forget_old "${before##*/}"
}

forget_old() {  # all but the program in use, the one before it, and their libraries
    for old in "$store"/program-*; do
        [ "$old" = "$program" ] || [ "${old##*/}" = "$1" ] || rm -rf "$old"
    done
    for old in "$store"/libraries-*; do
        used=no
        for kept in "$store"/program-*; do
            [ "$(readlink "$kept/.venv")" = "../${old##*/}" ] && used=yes
        done
        [ "$used" = yes ] || rm -rf "$old"
    done
}

main
