// What the status item says.

import assert from "node:assert/strict";
import { test } from "node:test";

import { fixesIn, pageIn } from "../src/answer";
import { viewOf } from "../src/view";

const running = (status: object) => ({ is: "running", version: "1.2.3", status }) as const;

test("the number of findings, in words that fit it", () => {
  const text = (count: number): string => viewOf(running({}), count).text;
  assert.equal(text(0), "Stockade: no findings");
  assert.equal(text(1), "Stockade: 1 finding");
  assert.equal(text(12), "Stockade: 12 findings");
  assert.equal(viewOf(running({}), 12).severity, "information");
  assert.equal(viewOf(running({ findings: 40 }), 2).text, "Stockade: 40 findings");
});

test("work in progress is shown as such, and errors as errors", () => {
  assert.equal(viewOf(running({ state: "scanning" }), 0).busy, true);
  assert.equal(viewOf(running({ state: "ready" }), 0).busy, false);
  assert.equal(viewOf(running({ state: "error", message: "no rules" }), 0).severity, "error");
  const scanning = { state: "scanning", scanned: 12, toScan: 40 };
  assert.equal(viewOf(running(scanning), 0).detail, "scanning 12 of 40 files · 1.2.3");
  assert.equal(viewOf(running({ ...scanning, state: "ready" }), 0).detail, "ready · 1.2.3");
});

test("a server that is not there says what can be done", () => {
  const missing = { setting: undefined, looked: [] };
  assert.equal(viewOf({ is: "missing", missing }, 0).command.title, "What to do");
  assert.equal(viewOf({ is: "failed", reason: "exit 1" }, 0).command.command, "stockade.restart");
});

test("answers that say how many fixes were applied", () => {
  assert.equal(fixesIn({ fixes: 0, applied: false }), "there is nothing to fix");
  assert.equal(fixesIn({ fixes: 1, applied: true }), "1 fix applied");
  assert.equal(fixesIn({ fixes: 3, applied: true }), "3 fixes applied");
  assert.equal(fixesIn({ fixes: 3, applied: false }), "the 3 fixes could not be applied");
  for (const other of [null, "# A", {}, { fixes: "3" }]) {
    assert.equal(fixesIn(other), undefined);
  }
});

test("answers that are pages", () => {
  assert.equal(pageIn("# A"), "# A");
  assert.equal(pageIn({ markdown: "# B" }), "# B");
  for (const other of [null, undefined, 3, {}, { markdown: 3 }, []]) {
    assert.equal(pageIn(other), undefined);
  }
});
