# shellcheck shell=bash
# Shared by the installers: where things are kept, how a part says that it cannot be had.
# Sourced by the scripts beside it and by `run`; defines functions only.

# The folder that holds what the tests install. It lives outside the repository, survives between
# runs, and may be deleted at any time.
editors_cache() {
    echo "${STOCKADE_EDITORS_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/stockade/editors}"
}

# Ends an installer: this part cannot be had here, and why. 77 is what test harnesses read as "skipped".
unavailable() {
    echo "cannot install: $*" >&2
    exit 77
}

# Installs those Debian packages that are missing.
debian_packages() {
    local missing=() package
    command -v dpkg-query >/dev/null || unavailable "needs Debian's packages: $*"
    for package in "$@"; do
        dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' ||
            missing+=("$package")
    done
    [ ${#missing[@]} -eq 0 ] && return
    [ "$(id -u)" = 0 ] || unavailable "not root, and missing: ${missing[*]}"
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq >&2 || unavailable "apt-get update failed"
    apt-get install -y -qq --no-install-recommends "${missing[@]}" >&2 ||
        unavailable "apt-get install failed: ${missing[*]}"
}

# Runs a step whose output only matters when it fails.
quietly() {
    local log
    log=$(mktemp)
    if ! "$@" >"$log" 2>&1; then
        tail -n 25 "$log" >&2
        rm -f "$log"
        return 1
    fi
    rm -f "$log"
}
