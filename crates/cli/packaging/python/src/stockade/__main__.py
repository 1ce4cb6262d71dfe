"""`python -m stockade`: becomes the binary that the wheel installed."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
from pathlib import Path

NAME = "stockade.exe" if sys.platform == "win32" else "stockade"


def find() -> Path:
    """The binary beside this installation's other scripts: environment, user, or `--target`."""
    folders = [
        sysconfig.get_path("scripts"),
        sysconfig.get_path("scripts", scheme=sysconfig.get_preferred_scheme("user"))
        if sys.version_info >= (3, 10)
        else None,
        Path(__file__).parents[1] / "bin",
    ]
    for folder in folders:
        if folder and (Path(folder) / NAME).is_file():
            return Path(folder) / NAME
    raise SystemExit(f"stockade: {NAME} is in none of: {', '.join(str(f) for f in folders if f)}")


def main() -> None:
    """Hands over; never returns."""
    command = [str(find()), *sys.argv[1:]]
    if sys.platform == "win32":
        sys.exit(subprocess.run(command, check=False).returncode)
    os.execv(command[0], command)


if __name__ == "__main__":
    main()
