#!/bin/sh
# fresh.sh: the README's two commands on a machine that has nothing but git and make: a new Debian
# chroot, a clone of the last commit, a new user who may sudo. `make play` is opened in a pseudo-
# terminal and left by its own key as soon as the title is up; then `make test`.
# The mirror is the host's own; MIRROR and SUITE say otherwise. Everything is removed at the end.
set -eu

TITLE=${TITLE:-New player}
SUITE=${SUITE:-bookworm}

say() {
    printf 'fresh: %s\n' "$*"
}

die() {
    say "$*" >&2
    exit 1
}

# The first Debian archive (not the security one) among the host's sources.
host_mirror() {
    # shellcheck disable=SC2016 # apt's own variables
    apt-get indextargets --format '$(ORIGIN)|$(CODENAME)|$(COMPONENT)|$(REPO_URI)' \
        'Created-By: Packages' | sed -n "s/^Debian|$SUITE|main|//p" | head -n 1
}

inside() {
    chroot "$root" /usr/bin/env -i HOME=/home/player USER=player PATH=/usr/bin:/bin:/usr/sbin:/sbin \
        TERM=xterm-256color LANG=C.UTF-8 ${http_proxy:+http_proxy="$http_proxy"} \
        setpriv --reuid=player --regid=player --init-groups sh -c "cd /home/player/outcry && $1"
}

clean_up() {
    umount -R "$root/proc" "$root/dev/pts" "$root/dev/shm" 2>/dev/null || true
    rm -rf --one-file-system "$root"
}

[ "$(id -u)" -eq 0 ] || die 'a chroot needs root: sudo make fresh'
command -v debootstrap >/dev/null || die 'please install debootstrap'

# Mounts and processes of this run end with it, whatever happens.
if [ "${1:-}" != unshared ]; then
    exec unshare --mount --propagation private --pid --fork --kill-child "$0" unshared
fi

cd "$(dirname "$0")/../.."
mirror=${MIRROR:-$(host_mirror)}
[ -n "$mirror" ] || die "the host's apt sources name no $SUITE; please set MIRROR"
[ -z "$(git status --porcelain)" ] || say 'what is not committed is not in the clone'

root=$(mktemp -d "${TMPDIR:-/var/tmp}/outcry-fresh-XXXXXX")
chmod 755 "$root"
trap clean_up EXIT
trap 'exit 130' HUP INT TERM

say "a new $SUITE in $root"
debootstrap --variant=minbase --include=git,make,sudo,ca-certificates "$SUITE" "$root" "$mirror" \
    >"$root/debootstrap.log" 2>&1 || { tail -n 20 "$root/debootstrap.log"; die 'debootstrap failed'; }
cp /etc/resolv.conf /etc/hosts "$root/etc/"
apt-config dump | grep '::Proxy' >"$root/etc/apt/apt.conf.d/90proxy" || true
mount -t proc proc "$root/proc"
mount -t devpts -o newinstance,ptmxmode=0666,mode=0620 devpts "$root/dev/pts"
mkdir -p "$root/dev/shm"
mount -t tmpfs -o mode=1777 tmpfs "$root/dev/shm"
ln -sf pts/ptmx "$root/dev/ptmx"
chroot "$root" useradd --create-home --shell /bin/bash player
echo 'player ALL=(ALL) NOPASSWD: ALL' >"$root/etc/sudoers.d/player"
git clone --quiet "$PWD" "$root/home/player/outcry"
chroot "$root" chown -R player: /home/player

say 'make play'
keys=$root/keys
screen=$root/home/player/screen
mkfifo "$keys"
inside "script --quiet --flush --return --command 'stty rows 24 cols 80; make play' ../screen" \
    <>"$keys" >/dev/null &
game=$!
exec 3<>"$keys"
until grep -aqs "$TITLE" "$screen"; do
    kill -0 "$game" 2>/dev/null || { cat "$screen"; die 'the game did not open'; }
    sleep 1
done
printf 'q' >&3
wait "$game" || { cat "$screen"; die 'the game did not end well'; }
say 'the game opened and closed'

say 'make test'
inside 'make test'
say 'green'
