// Puts the parts together when VS Code starts the extension, and takes them apart again.

import * as vscode from "vscode";

import { registerCommands } from "./commands";
import { Findings } from "./findings";
import { tellMissing } from "./missing";
import { Pages } from "./pages";
import { Server } from "./server";
import { showStatus } from "./status";

let server: Server | undefined;

/** Called by VS Code at the first document or command of ours. */
export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const started = new Server(context.extensionPath);
  server = started;
  const findings = new Findings();
  const pages = new Pages();
  context.subscriptions.push(
    started,
    findings,
    pages,
    registerCommands(started, pages),
    showStatus(started, findings),
    started.onDidChange((state) => {
      if (state.is === "missing") {
        void tellMissing(state.missing, started.output);
      }
    }),
    vscode.workspace.onDidGrantWorkspaceTrust(() => started.restart()),
  );
  await started.restart();
}

/** Called by VS Code before the extension is unloaded. */
export function deactivate(): Promise<void> | undefined {
  return server?.stop();
}
