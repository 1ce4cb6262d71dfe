// Where the `stockade` binary is.
//
// In: the setting, the extension's folder and the environment, all by argument. Out: a path and how
// it was found, or every place that was looked at. Must never know: VS Code.

import * as path from "node:path";

/** What the search depends on. */
export interface Surroundings {
  /** The setting `stockade.path`; empty: not set. */
  setting: string;
  /** The extension's own folder; a platform-specific package has the binary in its `bin/`. */
  extensionFolder: string;
  /** The first workspace folder, if one is open: relative settings start there. */
  workspaceFolder: string | undefined;
  home: string;
  platform: NodeJS.Platform;
  env: Readonly<Record<string, string | undefined>>;
  /** Whether there is a file at this path that may be executed. */
  isExecutable: (file: string) => boolean;
}

/** A binary, and where it comes from. */
export interface Found {
  file: string;
  from: "setting" | "bundled" | "PATH";
}

/** No binary: why, and where it was looked for. */
export interface Missing {
  /** The setting names a file that is not there; nothing else is tried then. */
  setting: string | undefined;
  looked: string[];
}

/** Setting, then the extension's own, then `PATH`. A setting that is wrong is not passed over. */
export function findBinary(all: Surroundings): Found | Missing {
  const file = all.platform === "win32" ? "stockade.exe" : "stockade";
  const setting = all.setting.trim();
  if (setting !== "") {
    const named = resolveSetting(setting, all);
    return all.isExecutable(named)
      ? { file: named, from: "setting" }
      : { setting: named, looked: [named] };
  }
  const paths = pathOf(all.platform);
  const bundled = paths.join(all.extensionFolder, "bin", file);
  const looked = [bundled];
  if (all.isExecutable(bundled)) {
    return { file: bundled, from: "bundled" };
  }
  for (const folder of searchPath(all)) {
    const candidate = paths.join(folder, file);
    looked.push(candidate);
    if (all.isExecutable(candidate)) {
      return { file: candidate, from: "PATH" };
    }
  }
  return { setting: undefined, looked };
}

/** Whether the search succeeded. */
export function isFound(result: Found | Missing): result is Found {
  return "file" in result;
}

/** What is wrong, and what to do. */
export function explainMissing(missing: Missing): string {
  return missing.setting === undefined
    ? "Stockade: there is no `stockade` binary on PATH. Install it (for example with `cargo install --path crates/cli` in its repository), or set `stockade.path`."
    : `Stockade: \`stockade.path\` names ${missing.setting}, which is no executable file. Correct the setting, or empty it to use the binary on PATH.`;
}

function pathOf(platform: NodeJS.Platform): path.PlatformPath {
  return platform === "win32" ? path.win32 : path.posix;
}

/** Replaces variables and makes the path absolute. A bare name is looked for on `PATH`. */
function resolveSetting(setting: string, all: Surroundings): string {
  const paths = pathOf(all.platform);
  const replaced = setting
    .replace(/^~(?=$|[\\/])/, () => all.home)
    .replace(/\$\{userHome\}/g, () => all.home)
    .replace(/\$\{workspaceFolder\}/g, () => all.workspaceFolder ?? "")
    .replace(/\$\{env:([^}]+)\}/g, (_, name: string) => all.env[name] ?? "");
  if (!/[\\/]/.test(replaced)) {
    const onPath = searchPath(all).map((folder) => paths.join(folder, replaced));
    return onPath.find(all.isExecutable) ?? replaced;
  }
  return paths.isAbsolute(replaced)
    ? paths.normalize(replaced)
    : paths.join(all.workspaceFolder ?? all.home, replaced);
}

/** The folders of `PATH`. Relative ones are left out: they would run what a workspace brings. */
function searchPath(all: Surroundings): string[] {
  const paths = pathOf(all.platform);
  // Windows calls it `Path` as often as `PATH`.
  const name = Object.keys(all.env).find((key) =>
    all.platform === "win32" ? key.toUpperCase() === "PATH" : key === "PATH",
  );
  const value = name === undefined ? "" : (all.env[name] ?? "");
  return value.split(paths.delimiter).filter((folder) => paths.isAbsolute(folder));
}
