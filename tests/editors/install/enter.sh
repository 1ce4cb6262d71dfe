# shellcheck shell=bash
# Running an editor inside the chroot. Sourced by the tests of terminal editors; `home` is the chroot.
#
# The repository's folders are copied in, not mounted: a mount would have to be taken back whatever
# happens, and a chroot that is deleted with a mount in it takes the repository along.

# A fresh folder inside the chroot; prints its path as seen from inside.
inside_scratch() {
    local outside
    outside=$(mktemp -d "$home/tmp/stockade.XXXXXX")
    chmod 755 "$outside"
    echo "${outside#"$home"}"
}

# Copies files or folders into a folder of the chroot.
inside_copy() {
    local to=$home$1
    shift
    mkdir -p "$to"
    cp -r "$@" "$to/"
}

# Runs a command inside, in a folder, with an empty home there and the binary on PATH. /proc (Helix
# looks for itself there) is mounted in a namespace of the command's own, and goes with it.
inside() {
    local folder=$1
    shift
    unshare --mount sh -c 'mount -t proc proc "$0/proc" && exec chroot "$0" "$@"' "$home" \
        /usr/bin/env -i HOME="$folder/home" PATH="$folder/bin:/usr/bin:/bin" \
        TERM="${INSIDE_TERM:-xterm-256color}" LANG=C.UTF-8 COLORTERM=truecolor \
        sh -c 'cd "$0" && mkdir -p "$HOME" && exec "$@"' "$folder" "$@"
}

# Puts the binary under test on the PATH of `inside`, by the name that the editors look for.
inside_binary() {
    mkdir -p "$home$1/bin"
    cp "$STOCKADE_BIN" "$home$1/bin/stockade"
}
