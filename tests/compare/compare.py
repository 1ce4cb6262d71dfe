"""Runs the driver for each server in turn, and prints the medians of the rounds as tables.

compare.py DRIVER STOCKADE FOLDER_OF_THE_OTHERS KEYS ROUNDS EDITS
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
    "on_save_p50": "fix-all p50",
    "on_save_p99": "fix-all p99",
    "light_bulb_p50": "light bulb p50",
    "burst": "50 saves at once",
    "memory": "memory (MB)",
}


def version(command):
    words = [command[0], "--version"]
    return subprocess.run(words, check=True, capture_output=True, text=True).stdout.split()[-1]


def drive(driver, options, folder, command):
    """One run of the driver on a file; what it prints."""
    words = [driver, "--json", "true", *options, "--folder", folder, "--", *command]
    out = subprocess.run(words, capture_output=True, text=True, timeout=3_600, check=False)
    if out.returncode != 0:
        sys.exit(f"{' '.join(words)}: exit {out.returncode}\n{out.stderr}")
    return json.loads(out.stdout.splitlines()[-1])


def cell(runs, column):
    values = [run[column] for run in runs if run[column] is not None]
    return f"{statistics.median(values):.1f}" if values else "–"


def table(headings):
    print("| " + " | ".join(headings) + " |")
    print("|" + "---|" * len(headings))


def row(*cells):
    print("| " + " | ".join(str(each) for each in cells) + " |", flush=True)


def speed(driver, folder, language, commands, keys, rounds):
    """All servers in turns on the same files."""
    print(f"\n{language}: milliseconds, medians of {rounds} rounds of {keys} keys\n")
    table(["lines", "server", *COLUMNS.values(), "findings", "lost"])
    for lines in LINES:
        options = ["--language", language, "--lines", str(lines), "--edits", keys]
        runs = {name: [] for name in commands}
        for _ in range(int(rounds)):
            for name, command in commands.items():
                runs[name].append(drive(driver, options, folder, command))
        for name, found in runs.items():
            lost = sum(run["lost"] for run in found)
            cells = [cell(found, column) for column in COLUMNS]
            row(lines, name, *cells, found[-1]["findings"], lost)


def memory(driver, folder, command, edits):
    """Our own server after many edits, beside a fresh open of the same text."""
    print(f"\nMB after {edits} random edits of {LINES[-1]} lines\n")
    table(["language", "fresh open", "after the edits", "grown"])
    for language in ("javascript", "python"):
        options = ["--language", language, "--lines", str(LINES[-1]), "--memory", edits]
        found = drive(driver, options, folder, command)
        grown = (found["used"] / found["fresh"] - 1) * 100
        row(language, f"{found['fresh']:.1f}", f"{found['used']:.1f}", f"{grown:+.0f} %")


def main():
    driver, stockade, others, keys, rounds, edits = sys.argv[1:]
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
            speed(driver, str(folder), language, commands, keys, rounds)
        if int(edits) > 0:
            memory(driver, str(folder), ours, edits)


if __name__ == "__main__":
    main()
