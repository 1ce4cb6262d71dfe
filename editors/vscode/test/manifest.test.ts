// The manifest agrees with the code and with VS Code's conventions.

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import * as path from "node:path";
import { test } from "node:test";

import { OF_SERVER, OWN } from "../src/names";

interface Setting {
  scope?: string;
  markdownDescription?: string;
  enum?: string[];
  enumDescriptions?: string[];
}
interface Manifest {
  icon: string;
  activationEvents: string[];
  capabilities: { untrustedWorkspaces: { restrictedConfigurations: string[] } };
  contributes: {
    commands: { command: string; category: string; title: string }[];
    configuration: { properties: Record<string, Setting> };
    walkthroughs: {
      steps: {
        description: string;
        media: { markdown?: string; image?: Record<string, string> };
      }[];
    }[];
  };
}

const root = process.cwd();
const manifest = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8")) as Manifest;
const { commands, configuration, walkthroughs } = manifest.contributes;

test("every command of the code is in the palette, and no other", () => {
  const declared = commands.map((each) => each.command).sort();
  assert.deepEqual(declared, [...Object.keys(OF_SERVER), ...OWN].sort());
  assert.ok(commands.every((each) => each.category === "Stockade"));
});

test("every setting has a description and a scope, every choice a meaning", () => {
  for (const [name, setting] of Object.entries(configuration.properties)) {
    assert.ok(name.startsWith("stockade."), name);
    assert.ok((setting.markdownDescription ?? "").length > 20, name);
    assert.ok(setting.scope !== undefined, name);
    assert.equal(setting.enum?.length, setting.enumDescriptions?.length, name);
  }
});

test("what starts a program cannot be set by an untrusted workspace", () => {
  const restricted = manifest.capabilities.untrustedWorkspaces.restrictedConfigurations;
  assert.deepEqual(restricted.sort(), ["stockade.arguments", "stockade.path"]);
});

test("pictures and pages of the walkthrough exist, and its commands too", () => {
  assert.ok(existsSync(path.join(root, manifest.icon)));
  const known = new Set(commands.map((each) => each.command));
  for (const step of walkthroughs.flatMap((each) => each.steps)) {
    const { markdown, image } = step.media;
    const files = markdown === undefined ? Object.values(image ?? {}) : [markdown];
    assert.ok(files.length > 0, step.description);
    for (const file of files) {
      assert.ok(existsSync(path.join(root, file)), file);
    }
    for (const [, command] of step.description.matchAll(/command:(stockade\.\w+)/g)) {
      assert.ok(known.has(command ?? ""), command);
    }
  }
});
