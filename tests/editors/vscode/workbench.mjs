// VS Code's workbench in headless Chromium: served, opened, driven by the keyboard as a person would.
//
// In: where code-server is installed, an extension, a folder, settings. Out: what is on the screen and
// on the disk. Must never know: what is tested.

import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import * as path from "node:path";

/** How long anything on the screen may take. The first start of a cold machine is the slowest. */
const PATIENCE = 120_000;

const CHROMIUM = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Settings that keep the screen still and the same everywhere. */
const QUIET = {
  "workbench.startupEditor": "none",
  "workbench.tips.enabled": false,
  "workbench.enableExperiments": false,
  "extensions.ignoreRecommendations": true,
  "telemetry.telemetryLevel": "off",
  "update.mode": "none",
  "editor.minimap.enabled": false,
  "editor.cursorBlinking": "solid",
  "editor.fontFamily": "DejaVu Sans Mono",
  "editor.fontSize": 14,
  "window.commandCenter": false,
  "git.enabled": false,
  "security.workspace.trust.enabled": false,
  "typescript.validate.enable": false,
  "javascript.validate.enable": false,
  // Dark or light as the browser says: `theme`.
  "window.autoDetectColorScheme": true,
  "workbench.preferredDarkColorTheme": "Default Dark Modern",
  "workbench.preferredLightColorTheme": "Default Light Modern",
  "typescript.disableAutomaticTypeAcquisition": true,
};

/** A running workbench with one window. */
export class Workbench {
  constructor(scratch, server, browser, page) {
    Object.assign(this, { scratch, server, browser, page });
  }

  /**
   * Serves and opens. `home`: what `install/vscode` printed; `vsix`: the extension; `folder`: the
   * workspace; `env`: the environment of VS Code and so of the extension.
   */
  static async open({ home, vsix, folder, settings = {}, env = process.env }) {
    const scratch = mkdtempSync(path.join(tmpdir(), "stockade-vscode-"));
    const data = path.join(scratch, "data");
    const extensions = path.join(scratch, "extensions");
    mkdirSync(path.join(data, "User"), { recursive: true });
    writeFileSync(
      path.join(data, "User", "settings.json"),
      JSON.stringify({ ...QUIET, ...settings }, null, 2),
    );
    const entry = path.join(home, "node_modules/code-server/out/node/entry.js");
    const places = ["--user-data-dir", data, "--extensions-dir", extensions];
    const installed = spawnSync(process.execPath, [entry, ...places, "--install-extension", vsix], {
      encoding: "utf8",
      env,
    });
    if (installed.status !== 0) {
      throw new Error(`the extension does not install:\n${installed.stdout}${installed.stderr}`);
    }
    const port = await freePort();
    const flags = ["--auth", "none", "--bind-addr", `127.0.0.1:${port}`, "--disable-telemetry"];
    const more = ["--disable-update-check", "--disable-workspace-trust", folder];
    const server = spawn(process.execPath, [entry, ...places, ...flags, ...more], {
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
      env,
    });
    let log = "";
    server.stdout.on("data", (text) => (log += text));
    server.stderr.on("data", (text) => (log += text));
    try {
      await until(
        () => /listening on/.test(log),
        "code-server to listen",
        () => log,
      );
      const { chromium } = createRequire(path.join(home, "package.json"))("playwright-core");
      const browser = await chromium.launch({
        executablePath: "/usr/bin/chromium",
        args: CHROMIUM,
      });
      const page = await browser.newPage({
        colorScheme: "dark",
        viewport: { width: 1200, height: 720 },
      });
      page.setDefaultTimeout(PATIENCE);
      await page.goto(`http://127.0.0.1:${port}/?folder=${folder}`);
      await page.waitForSelector(".monaco-workbench");
      await page.waitForSelector(".statusbar-item");
      return new Workbench(scratch, server, browser, page);
    } catch (error) {
      process.kill(-server.pid, "SIGKILL");
      throw error;
    }
  }

  /** Opens a file of the workspace by its name and puts the cursor there. */
  async openFile(name) {
    await this.page.keyboard.press("Control+P");
    await this.page.waitForSelector(".quick-input-widget:visible");
    await this.page.keyboard.type(name);
    await this.page.waitForSelector(`.quick-input-list .monaco-list-row:has-text("${name}")`);
    await this.page.keyboard.press("Enter");
    await this.page.waitForSelector(`.tab.active:has-text("${name}")`);
    await this.page.waitForSelector(".monaco-editor .view-line");
    await this.page.click(".monaco-editor .view-lines");
  }

  /** Moves the cursor; line and column begin at 1. */
  async goTo(line, column) {
    await this.page.keyboard.press("Control+G");
    await this.page.waitForSelector(".quick-input-widget:visible");
    await this.page.keyboard.type(`:${line}:${column}`.slice(1));
    await this.page.keyboard.press("Enter");
    await this.page.waitForSelector(".quick-input-widget", { state: "hidden" });
  }

  /** Replaces the text of the open editor and saves it. */
  async rewrite(text) {
    await this.press("Control+A");
    await this.page.keyboard.insertText(text);
    await this.press("Control+S");
  }

  /** Switches between `dark` and `light`, as the system's setting does. */
  async theme(name) {
    await this.page.emulateMedia({ colorScheme: name });
    await this.see(`.monaco-workbench.${name === "dark" ? "vs-dark" : "vs"}`);
  }

  /** Runs a command of the palette by its title. */
  async command(title) {
    await this.page.keyboard.press("F1");
    await this.page.waitForSelector(".quick-input-widget:visible");
    await this.page.keyboard.type(title);
    await this.page.waitForSelector(`.quick-input-list .monaco-list-row:has-text("${title}")`);
    await this.page.keyboard.press("Enter");
  }

  /** Waits until something matches; gives its texts. */
  async see(selector) {
    await this.page.waitForSelector(selector);
    return (await this.page.locator(selector).allInnerTexts()).map((text) =>
      text.replaceAll("\u00a0", " ").trim(),
    );
  }

  /** Whether a page that an editor shows (a frame in frames) has a text. */
  async pageHas(text) {
    const bodies = this.page
      .frames()
      .map((frame) => frame.locator("body").innerText({ timeout: 500 }));
    const texts = await Promise.allSettled(bodies);
    return texts.slice(1).some((each) => each.status === "fulfilled" && each.value.includes(text));
  }

  /** Waits until what matches is hidden or gone. */
  gone(selector) {
    return this.page.waitForSelector(selector, { state: "hidden" });
  }

  press(...keys) {
    return keys.reduce(
      (before, key) => before.then(() => this.page.keyboard.press(key)),
      Promise.resolve(),
    );
  }

  /** Takes a picture, of all or of a part of the screen. */
  async picture(file, clip) {
    await this.page.waitForTimeout(400);
    await this.page.screenshot({ path: file, ...(clip && { clip }) });
  }

  async close() {
    await this.browser.close();
    process.kill(-this.server.pid, "SIGTERM");
    await new Promise((ended) => this.server.once("exit", ended));
    rmSync(this.scratch, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Waits for a condition; a failure says what for, and shows `more`. */
export async function until(condition, what, more = () => "", patience = PATIENCE) {
  const end = Date.now() + patience;
  while (!(await condition())) {
    if (Date.now() > end) {
      throw new Error(`waited ${patience / 1000} s for ${what}\n${more()}`);
    }
    await new Promise((next) => setTimeout(next, 50));
  }
}

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}
