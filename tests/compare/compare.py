"""Runs the driver for each server in turn, and prints the medians of the rounds as tables.

compare.py DRIVER STOCKADE FOLDER_OF_THE_OTHERS KEYS ROUNDS
Must never know: how anything is measured.
"""

import json
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile

LINES = (100, 1_000, 10_000)
COLUMNS = {
    "initialize": "initialize",
    "open": "open",
    "edit_p50": "edit p50",
    "edit_p99": "edit p99",
    "on_save_p50": "fix-all on save p50",
    "memory": "memory (MB)",
}


def version(command):
    words = [command[0], "--version"]
    return subprocess.run(words, check=True, capture_output=True, text=True).stdout.split()[-1]


def measure(driver, folder, language, lines, keys, command):
    """One run of the driver on a file; what it prints."""
    options = ["--json", "true", "--language", language, "--lines", str(lines), "--edits", keys]
    out = subprocess.run(
        [driver, *options, "--folder", folder, "--", *command],
        check=True,
        capture_output=True,
        text=True,
        timeout=1_800,
    )
    return json.loads(out.stdout.splitlines()[-1])


def cell(runs, column):
    values = [run[column] for run in runs if run[column] is not None]
    return f"{statistics.median(values):.1f}" if values else "–"


def main():
    driver, stockade, others, keys, rounds = sys.argv[1:]
    ours = [stockade, "lsp"]
    ruff = [f"{others}/ruff", "server"]
    ast_grep = [f"{others}/ast-grep", "lsp"]
    servers = {
        "python": {"Stockade": ours, "Ruff": ruff, "ast-grep": ast_grep},
        "javascript": {"Stockade": ours, "ast-grep": ast_grep},
    }
    print(", ".join(f"{name} {version(each)}" for name, each in servers["python"].items()))
    with tempfile.TemporaryDirectory() as scratch:
        # A project that is configured for ast-grep; the others do not look at that.
        folder = pathlib.Path(scratch, "project")
        shutil.copytree(pathlib.Path(__file__).parent / "ast-grep", folder)
        for language, commands in servers.items():
            print(f"\n{language}: milliseconds, medians of {rounds} rounds of {keys} keys\n")
            print("| lines | server |", " | ".join(COLUMNS.values()), "| findings |")
            print("|---|---|" + "---|" * (len(COLUMNS) + 1))
            for lines in LINES:
                runs = {name: [] for name in commands}
                for _ in range(int(rounds)):
                    for name, command in commands.items():
                        found = measure(driver, str(folder), language, lines, keys, command)
                        runs[name].append(found)
                for name, found in runs.items():
                    cells = " | ".join(cell(found, column) for column in COLUMNS)
                    print(f"| {lines} | {name} | {cells} | {found[-1]['findings']} |", flush=True)


if __name__ == "__main__":
    main()
