// The settings that the extension itself reads. The server asks for its own.

import * as vscode from "vscode";

/** The section of all settings. */
export const SECTION = "stockade";

/** Settings whose change needs another process. */
export const NEED_RESTART = ["enable", "path", "arguments"].map((name) => `${SECTION}.${name}`);

/** What the extension reads. */
export interface Settings {
  enable: boolean;
  path: string;
  arguments: string[];
  trace: "off" | "messages" | "verbose";
}

/** The current values. */
export function readSettings(): Settings {
  const all = vscode.workspace.getConfiguration(SECTION);
  return {
    enable: all.get("enable", true),
    path: all.get("path", ""),
    arguments: all.get("arguments", ["lsp"]),
    trace: all.get("trace.server", "off"),
  };
}
