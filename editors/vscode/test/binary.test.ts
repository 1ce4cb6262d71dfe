// The search for the binary, on made-up machines.

import assert from "node:assert/strict";
import { test } from "node:test";

import { explainMissing, findBinary, isFound, type Surroundings } from "../src/binary";

/** A Linux machine with these executables. */
function machine(files: string[], changes: Partial<Surroundings> = {}): Surroundings {
  return {
    setting: "",
    extensionFolder: "/ext",
    workspaceFolder: "/project",
    home: "/home/me",
    platform: "linux",
    env: { PATH: "/usr/bin:/usr/local/bin" },
    isExecutable: (file) => files.includes(file),
    ...changes,
  };
}

function file(all: Surroundings): string | undefined {
  const result = findBinary(all);
  return isFound(result) ? result.file : undefined;
}

const everywhere = ["/ext/bin/stockade", "/usr/local/bin/stockade", "/opt/stockade"];

test("the setting wins over the bundled binary, and that over PATH", () => {
  const set = findBinary(machine(everywhere, { setting: "/opt/stockade" }));
  assert.deepEqual(set, { file: "/opt/stockade", from: "setting" });
  assert.deepEqual(findBinary(machine(everywhere)), { file: "/ext/bin/stockade", from: "bundled" });
  assert.deepEqual(findBinary(machine(["/usr/local/bin/stockade"])), {
    file: "/usr/local/bin/stockade",
    from: "PATH",
  });
});

test("a setting that is wrong is reported, not passed over", () => {
  const result = findBinary(machine(everywhere, { setting: "/opt/stokade" }));
  assert.deepEqual(result, { setting: "/opt/stokade", looked: ["/opt/stokade"] });
  assert.match(explainMissing(result), /`stockade\.path` names \/opt\/stokade/);
});

test("without any binary every place is named, and what to do", () => {
  const result = findBinary(machine([]));
  assert.deepEqual(result, {
    setting: undefined,
    looked: ["/ext/bin/stockade", "/usr/bin/stockade", "/usr/local/bin/stockade"],
  });
  assert.match(explainMissing(result), /set `stockade\.path`/);
});

test("variables, home and relative paths in the setting", () => {
  const cases: [string, string][] = [
    ["~/bin/stockade", "/home/me/bin/stockade"],
    ["${userHome}/bin/stockade", "/home/me/bin/stockade"],
    ["${workspaceFolder}/tools/stockade", "/project/tools/stockade"],
    ["./tools/stockade", "/project/tools/stockade"],
    ["${env:TOOLS}/stockade", "/tools/stockade"],
    ["  /tools/stockade  ", "/tools/stockade"],
  ];
  for (const [setting, expected] of cases) {
    const env = { PATH: "", TOOLS: "/tools" };
    assert.equal(file(machine([expected], { setting, env })), expected, setting);
  }
});

test("a tilde inside a name is no home, a dollar in a home is no pattern", () => {
  const strange = machine(["/home/$&/stockade"], { setting: "~/stockade", home: "/home/$&" });
  assert.equal(file(strange), "/home/$&/stockade");
  assert.equal(file(machine(["/a~b/stockade"], { setting: "/a~b/stockade" })), "/a~b/stockade");
});

test("a bare name is looked for on PATH", () => {
  const all = machine(["/usr/bin/stockade-nightly"], { setting: "stockade-nightly" });
  assert.equal(file(all), "/usr/bin/stockade-nightly");
});

test("relative folders on PATH are not searched: a workspace could bring a binary", () => {
  const all = machine(["stockade", "./stockade", "bin/stockade"], { env: { PATH: ".::bin" } });
  assert.equal(file(all), undefined);
});

test("Windows: .exe, semicolons, Path in any case", () => {
  const windows = machine(["C:\\tools\\stockade.exe"], {
    platform: "win32",
    extensionFolder: "C:\\ext",
    env: { Path: "C:\\Windows;C:\\tools" },
  });
  assert.equal(file(windows), "C:\\tools\\stockade.exe");
  const bundled = { ...windows, isExecutable: (at: string) => at === "C:\\ext\\bin\\stockade.exe" };
  assert.equal(file(bundled), "C:\\ext\\bin\\stockade.exe");
});
