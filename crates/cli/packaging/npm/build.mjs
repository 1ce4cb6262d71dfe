// Makes the npm packages.
//
//   node build.mjs --binary PLATFORM=FILE [--binary …] [--output DIR]
//
// PLATFORM is Node's `process.platform-process.arch`, for example linux-x64 or darwin-arm64. The
// launcher depends on exactly the platforms that are given, so that an install asks for no other.

import { chmodSync, cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { spawnSync } from "node:child_process";
import { parseArgs } from "node:util";

const here = import.meta.dirname;
const repository = path.resolve(here, "../../../..");
const { values } = parseArgs({
  options: {
    binary: { type: "string", multiple: true, default: [] },
    output: { type: "string", default: path.join(repository, "target", "packages", "npm") },
  },
});
if (values.binary.length === 0) {
  fail("no binary: --binary PLATFORM=FILE");
}

const manifest = readFileSync(path.join(repository, "Cargo.toml"), "utf8");
const version = /^version = "([^"]+)"/m.exec(manifest)?.[1] ?? fail("Cargo.toml has no version");
const common = {
  version,
  description: /^description = "([^"]+)"/m.exec(manifest)?.[1],
  license: "MIT OR Apache-2.0",
};
const output = path.resolve(values.output);
rmSync(output, { recursive: true, force: true });
mkdirSync(output, { recursive: true });

const platforms = values.binary.map((pair) => {
  const [, platform, os, cpu, file] =
    /^((\w+)-(\w+))=(.+)$/.exec(pair) ?? fail(`--binary ${pair}: not PLATFORM=FILE`);
  const name = os === "win32" ? "stockade.exe" : "stockade";
  const folder = stage(platform);
  mkdirSync(path.join(folder, "bin"));
  cpSync(file, path.join(folder, "bin", name));
  chmodSync(path.join(folder, "bin", name), 0o755);
  // A binary linked with glibc does not start on musl: there it must not be installed.
  const libc = os === "linux" ? { libc: ["glibc"] } : {};
  pack(folder, { name: `@stockade/${platform}`, ...common, os: [os], cpu: [cpu], ...libc });
  return `@stockade/${platform}`;
});

const launcher = stage("launcher");
cpSync(path.join(here, "launcher"), launcher, { recursive: true });
chmodSync(path.join(launcher, "bin", "stockade.js"), 0o755);
pack(launcher, {
  name: "stockade",
  ...common,
  bin: { stockade: "bin/stockade.js" },
  engines: { node: ">=18" },
  optionalDependencies: Object.fromEntries(platforms.map((name) => [name, version])),
});

/** A folder for a package, with the licences. */
function stage(name) {
  const folder = path.join(output, name);
  mkdirSync(folder);
  for (const licence of ["LICENSE-APACHE", "LICENSE-MIT"]) {
    cpSync(path.join(repository, licence), path.join(folder, licence));
  }
  return folder;
}

/** Writes the manifest and packs the folder beside it. */
function pack(folder, content) {
  writeFileSync(path.join(folder, "package.json"), JSON.stringify(content, null, 2) + "\n");
  const npm = process.platform === "win32" ? "npm.cmd" : "npm";
  const done = spawnSync(npm, ["pack", "--silent", "--pack-destination", output], {
    cwd: folder,
    encoding: "utf8",
  });
  if (done.status !== 0) {
    fail(`npm pack: ${done.stderr}`);
  }
  console.log(path.join(output, done.stdout.trim()));
}

function fail(message) {
  console.error(message);
  process.exit(1);
}
