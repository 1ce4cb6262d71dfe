# shellcheck shell=bash
# A terminal for editors that have no other way to be driven. Sourced by their tests, after enter.sh.
#
# tmux runs outside, the editor in the chroot: so the chroot needs no terminals of its own.

terminal_count=0

# terminal_start FOLDER COMMAND…: a screen of 110 × 32 with the command in it, in the chroot.
terminal_start() {
    # A server of its own: the one before may not have ended yet.
    terminal_count=$((terminal_count + 1))
    terminal_socket=stockade-$$-$terminal_count
    # What the terminal can do, and a screen that stays when the command ends: then it says why.
    tmux -L "$terminal_socket" -f <(
        echo 'set -g status off'
        echo 'set -g remain-on-exit on'
        echo 'set -sa terminal-features ",*:RGB:usstyle"'
    ) new-session -d -x 110 -y 32 -s it bash -c \
        "$(declare -p home); $(declare -f inside); INSIDE_TERM=tmux-256color; inside$(printf ' %q' "$@")"
}

terminal_stop() {
    [ $terminal_count = 0 ] || tmux -L "$terminal_socket" kill-server 2>/dev/null || true
}

# Presses keys, by tmux's names.
terminal_keys() {
    local key
    for key in "$@"; do
        tmux -L "$terminal_socket" send-keys -t it "$key"
        sleep 0.1
    done
}

# Types text.
terminal_type() {
    tmux -L "$terminal_socket" send-keys -t it -l "$1"
    sleep 0.1
}

terminal_screen() {
    tmux -L "$terminal_socket" capture-pane -t it -p
}

# With colours, as escape sequences.
terminal_colours() {
    tmux -L "$terminal_socket" capture-pane -t it -p -e
}

# terminal_see PATTERN: waits until the screen has it.
terminal_see() {
    local left=300
    until terminal_screen | grep -qE -- "$1"; do
        left=$((left - 1))
        if [ $left -eq 0 ]; then
            echo "waited for: $1; on the screen:" >&2
            terminal_screen >&2
            return 1
        fi
        sleep 0.1
    done
}

# terminal_gone PATTERN: waits until the screen has it no more.
terminal_gone() {
    local left=300
    while terminal_screen | grep -qE -- "$1"; do
        left=$((left - 1))
        if [ $left -eq 0 ]; then
            echo "waited for this to go: $1; on the screen:" >&2
            terminal_screen >&2
            return 1
        fi
        sleep 0.1
    done
}

# terminal_picture NAME BACKGROUND FOREGROUND: a picture of the screen, if Chromium is there to draw it.
terminal_picture() {
    local installers chromium
    installers=$(dirname "${BASH_SOURCE[0]}")
    if chromium=$("$installers/vscode" 2>/dev/null); then
        mkdir -p "$STOCKADE_PICTURES"
        terminal_colours | node "$installers/picture.mjs" "$chromium" "$STOCKADE_PICTURES/$1.png" "$2" "$3"
    else
        echo "no picture $1: Chromium is not installed" >&2
    fi
}
