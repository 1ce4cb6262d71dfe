// VS Code: install the package, open a file, see the squiggle and the Problems entry, apply the fix
// from the light bulb, compare the file; what happens without a binary; pictures in light and dark.
//
// node test.mjs HOME VSIX_WITH_BINARY VSIX_WITHOUT BINARY PICTURES

import assert from "node:assert/strict";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";

import { until, Workbench } from "./workbench.mjs";

const [home, withBinary, without, binary, pictures] = process.argv.slice(2);
const workspace = path.resolve(import.meta.dirname, "../workspace");
mkdirSync(pictures, { recursive: true });

// No `stockade` on PATH: what is found was bundled, or named by the setting.
const env = {
  ...process.env,
  PATH: path.dirname(process.execPath) + ":/usr/bin:/bin",
};

/** Where the editor is on the screen, for the pictures of the walkthrough. */
const EDITOR = { x: 348, y: 64, width: 852, height: 500 };

/** One workbench on a copy of app.js; on failure a picture tells what was on the screen. */
async function scenario(name, { files = {}, ...options }, steps) {
  const folder = mkdtempSync(path.join(tmpdir(), "shop-"));
  cpSync(path.join(workspace, "app.js"), path.join(folder, "app.js"));
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), text);
  }
  const began = Date.now();
  const workbench = await Workbench.open({ home, folder, env, ...options });
  try {
    await steps(workbench, folder);
    console.log(`ok   vscode: ${name} (${((Date.now() - began) / 1000).toFixed(1)} s)`);
  } catch (error) {
    const shot = path.join(pictures, "failure.png");
    await workbench.picture(shot).catch(() => undefined);
    console.error(`FAIL vscode: ${name}; the screen is in ${shot}`);
    throw error;
  } finally {
    await workbench.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

await scenario(
  "bundled binary: findings, the fix, the text",
  { vsix: withBinary },
  async (vscode, folder) => {
    const file = path.join(folder, "app.js");
    await vscode.openFile("app.js");
    await vscode.see(".squiggly-error");
    await vscode.command("Problems: Focus on Problems View");
    const problems = async () => (await vscode.see(".markers-panel .monaco-list-row")).join("\n");
    await until(
      async () => /hardcoded-provider-token[^]*tls-verification-disabled/.test(await problems()),
      "two findings in Problems",
      problems,
    );

    // The same in dark and in light; the theme changes while everything is on the screen.
    const actions = () => vscode.see(".action-widget .monaco-list-row.action");
    for (const name of ["dark", "light"]) {
      await vscode.theme(name);
      await vscode.press("Control+1");
      await vscode.goTo(11, 26);
      await vscode.picture(path.join(pictures, `vscode-problems-${name}.png`));
      await vscode.picture(path.join(pictures, `walkthrough-finding-${name}.png`), EDITOR);
      await vscode.press("Control+.");
      assert.match((await actions())[0], /Verify the certificate/);
      await vscode.picture(path.join(pictures, `vscode-fix-${name}.png`));
      await vscode.picture(path.join(pictures, `walkthrough-fix-${name}.png`), EDITOR);
      await vscode.press("Escape");
      await vscode.gone(".action-widget");
    }

    await vscode.press("Control+.");
    await actions();
    await vscode.press("Enter");
    await vscode.gone(".action-widget");
    await until(
      async () => !(await problems()).includes("tls-verification-disabled"),
      "the fixed finding to leave Problems",
      problems,
    );
    await vscode.press("Control+S");
    const saved = () => readFileSync(file, "utf8");
    await until(() => !saved().includes("rejectUnauthorized: false"), "the fix on the disk", saved);
    const original = readFileSync(path.join(workspace, "app.js"), "utf8");
    const fixed = original.replace("rejectUnauthorized: false", "rejectUnauthorized: true");
    assert.equal(saved(), fixed);

    // One finding is left, and the status item says so.
    await vscode.page.click(".statusbar-item[id*='status.languageStatus'] a");
    assert.match((await vscode.see(".hover-language-status")).join(), /Stockade: 1 finding/);
  },
);

await scenario(
  "the workspace and the commands",
  {
    vsix: withBinary,
    files: { "closed.py": "import requests\n\nrequests.get('https://a', verify=False, timeout=3)\n" },
  },
  async (vscode, folder) => {
    await vscode.openFile("app.js");
    await vscode.see(".squiggly-error");
    await vscode.command("Problems: Focus on Problems View");
    await vscode.see('.markers-panel .monaco-list-row:has-text("closed.py")');

    await vscode.press("Control+1");
    await vscode.goTo(11, 26);
    await vscode.command("Stockade: Explain a Rule");
    await vscode.see('.tab.active:has-text("tls-verification-disabled")');
    await until(() => vscode.pageHas("tls-verification-disabled"), "the rule's page");
    await vscode.command("Stockade: Show Status");
    await vscode.see('.tab.active:has-text("Status")');
    await vscode.command("Stockade: Verify the Workspace");
    await vscode.see('.tab.active:has-text("Verification")');
    await until(() => vscode.pageHas("app.js:6:16"), "the places of the steps");

    await vscode.page.click('.tab:has-text("app.js")');
    await vscode.command("Stockade: Apply All Safe Fixes in This File");
    await vscode.see('.view-line:has-text("rejectUnauthorized: true")');
    await vscode.see('.view-line:has-text("process.env.API_KEY")');
    await vscode.press("Control+S");
    await vscode.command("Stockade: Apply All Safe Fixes in the Workspace");
    await vscode.see('.notification-list-item-message:has-text("1 fix applied")');
    await vscode.command("File: Save All Files");
    const closed = () => readFileSync(path.join(folder, "closed.py"), "utf8");
    await until(() => !closed().includes("verify=False"), "the fix of the closed file", closed);
    await vscode.gone(".markers-panel .monaco-list-row");
  },
);

await scenario(
  "no binary: what to do; then the setting, live",
  { vsix: without, files: { ".vscode/settings.json": "{}" } },
  async (vscode, folder) => {
    await vscode.openFile("app.js");
    const told = (await vscode.see(".notification-list-item-message")).join("\n");
    assert.match(told, /there is no `?stockade`? binary on PATH/);
    assert.match(told, /set `?stockade\.path/);

    await vscode.openFile("settings.json");
    await vscode.rewrite(JSON.stringify({ "stockade.path": binary }));
    await vscode.page.click('.tab:has-text("app.js")');
    await vscode.see(".squiggly-error");
  },
);
