# A terminal for editors that have no other way to be driven. Sourced by their tests, after enter.sh.
#
# tmux runs outside, the editor in the chroot: so the chroot needs no terminals of its own.

terminal_socket=stockade-$$

# terminal_start FOLDER COMMAND…: a screen of 110 × 32 with the command in it, in the chroot.
terminal_start() {
    # What the terminal can do, and a screen that stays when the command ends: then it says why.
    tmux -L "$terminal_socket" -f <(
        echo 'set -g status off'
        echo 'set -g remain-on-exit on'
        echo 'set -sa terminal-features ",*:RGB:usstyle"'
    ) new-session -d -x 110 -y 32 -s it bash -c \
        "$(declare -p home); $(declare -f inside); INSIDE_TERM=tmux-256color; inside$(printf ' %q' "$@")"
}

terminal_stop() {
    tmux -L "$terminal_socket" kill-server 2>/dev/null || true
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
