"""Puts the binary into the wheel and names the platform the wheel is for.

The binary is the one of the environment variable STOCKADE_BIN, else the release build of the
repository, which is made if it is not there.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import sysconfig
from pathlib import Path

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

NAME = "stockade.exe" if sys.platform == "win32" else "stockade"


class BinaryHook(BuildHookInterface):
    """Hatchling's hook for the wheel."""

    def initialize(self, version: str, build_data: dict) -> None:
        """Called before the wheel is written."""
        binary = self._binary()
        build_data["shared_scripts"][str(binary)] = NAME
        build_data["pure_python"] = False
        build_data["tag"] = f"py3-none-{platform_of(binary)}"

    def _binary(self) -> Path:
        named = os.environ.get("STOCKADE_BIN")
        if named:
            binary = Path(named).resolve()
            if not binary.is_file():
                raise SystemExit(f"STOCKADE_BIN: {binary} is no file")
            return binary
        repository = Path(self.root).parents[3]
        binary = repository / "target" / "release" / NAME
        if not binary.is_file():
            subprocess.run(
                ["cargo", "build", "--release", "--package", "stockade"],
                cwd=repository,
                check=True,
            )
        return binary


def platform_of(binary: Path) -> str:
    """The platform tag; on Linux with the lowest glibc that has what the binary asks for."""
    platform = sysconfig.get_platform().replace("-", "_").replace(".", "_")
    if not platform.startswith("linux_"):
        return platform
    versions = re.findall(rb"GLIBC_2\.(\d+)", binary.read_bytes())
    if not versions:
        raise SystemExit(f"{binary} asks for no glibc; a wheel for musl needs a tag of its own")
    return f"manylinux_2_{max(map(int, versions))}_{platform[len('linux_'):]}"
