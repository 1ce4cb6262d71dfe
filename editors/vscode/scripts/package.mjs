// Makes the `.vsix` files in `dist/`: one without a binary, for every platform, and, where there is a
// binary, one for its platform with the binary in `bin/`.
//
//   npm run package -- [--binary FILE] [--target PLATFORM] [--only plain|platform]
//
// Without `--binary` the release build of this repository is taken, if there is one.

import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import * as path from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { spawnSync } from "node:child_process";

const here = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const repository = path.resolve(here, "../..");
const exe = process.platform === "win32" ? "stockade.exe" : "stockade";

const { values } = parseArgs({
  options: {
    binary: { type: "string" },
    target: { type: "string", default: `${process.platform}-${process.arch}` },
    only: { type: "string" },
  },
});
// What the extension consists of when it is installed; everything else stays here.
const CONTENT = ["package.json", "README.md", "dist/extension.js", "media", "walkthrough"];
const LICENCES = ["LICENSE-APACHE", "LICENSE-MIT"];

const { version } = JSON.parse(readFileSync(path.join(here, "package.json"), "utf8"));
const release = path.join(repository, "target", "release", exe);
const binary = path.resolve(values.binary ?? process.env.STOCKADE_BIN ?? release);

if (!["plain", "platform", undefined].includes(values.only)) {
  fail(`--only takes plain or platform, not ${values.only}`);
}
run(process.execPath, ["scripts/build.mjs"], here);
if (values.only !== "platform") {
  pack(undefined);
}
if (values.only !== "plain") {
  if (existsSync(binary)) {
    pack(values.target);
  } else if (values.only === "platform" || values.binary !== undefined) {
    fail(`${binary}: no such file; \`cargo build --release\` makes it`);
  } else {
    console.log(`no package for ${values.target}: ${binary} does not exist`);
  }
}

/** Stages the content and has `vsce` pack it. */
function pack(target) {
  const stage = path.join(here, "out", "stage");
  rmSync(stage, { recursive: true, force: true });
  for (const name of CONTENT) {
    cpSync(path.join(here, name), path.join(stage, name), { recursive: true });
  }
  for (const name of LICENCES) {
    cpSync(path.join(repository, name), path.join(stage, `${name}.txt`));
  }
  if (target !== undefined) {
    const placed = path.join(
      stage,
      "bin",
      target.startsWith("win32") ? "stockade.exe" : "stockade",
    );
    mkdirSync(path.dirname(placed), { recursive: true });
    cpSync(binary, placed);
    chmodSync(placed, 0o755);
  }
  const suffix = target === undefined ? "" : `-${target}`;
  const out = path.join(here, "dist", `stockade${suffix}-${version}.vsix`);
  const platform = target === undefined ? [] : ["--target", target];
  const vsce = path.join(here, "node_modules", "@vscode", "vsce", "vsce");
  const always = ["--no-dependencies", "--allow-missing-repository", "--skip-license"];
  run(process.execPath, [vsce, "package", ...platform, ...always, "--out", out], stage);
}

function run(command, args, cwd) {
  const done = spawnSync(command, args, { cwd, stdio: "inherit" });
  if (done.status !== 0) {
    fail(`${path.basename(args[0])} ended with ${done.status ?? done.signal}`);
  }
}

function fail(message) {
  console.error(message);
  process.exit(1);
}
