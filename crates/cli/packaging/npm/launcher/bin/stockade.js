#!/usr/bin/env node
// Starts the binary of the package for this platform, and is it to whoever waits: same streams, same
// signals, same exit code.
"use strict";

const { spawn } = require("node:child_process");
const { constants } = require("node:os");

const platform = `${process.platform}-${process.arch}`;
const wanted = `@stockade/${platform}`;

function binary() {
  const name = process.platform === "win32" ? "stockade.exe" : "stockade";
  try {
    return require.resolve(`${wanted}/bin/${name}`);
  } catch {
    const have = Object.keys(require("../package.json").optionalDependencies ?? {});
    const remedy = have.includes(wanted)
      ? `its package ${wanted} is not installed; it is an optional dependency: install without --omit=optional`
      : `there is no package for ${platform}; build it from the sources with \`cargo install --path crates/cli\``;
    console.error(`stockade: no binary: ${remedy}`);
    process.exit(2);
  }
}

const child = spawn(binary(), process.argv.slice(2), { stdio: "inherit" });
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
  process.on(signal, () => child.kill(signal));
}
child.on("error", (error) => {
  console.error(`stockade: ${error.message}`);
  process.exit(2);
});
child.on("exit", (code, signal) => {
  process.exit(code ?? 128 + (constants.signals[signal] ?? 0));
});
