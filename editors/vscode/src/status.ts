// The language status item: the state of the server and the number of findings.

import * as vscode from "vscode";

import { documentSelector } from "./documents";
import type { Findings } from "./findings";
import type { Server } from "./server";
import { viewOf } from "./view";

/** Shows the item and keeps it true. */
export function showStatus(server: Server, findings: Findings): vscode.Disposable {
  const item = vscode.languages.createLanguageStatusItem(
    "stockade.status",
    documentSelector() as vscode.DocumentSelector,
  );
  item.name = "Stockade";
  const severities = {
    information: vscode.LanguageStatusSeverity.Information,
    warning: vscode.LanguageStatusSeverity.Warning,
    error: vscode.LanguageStatusSeverity.Error,
  };
  const update = (): void => {
    const view = viewOf(server.state, findings.total);
    item.text = view.text;
    item.detail = view.detail;
    item.severity = severities[view.severity];
    item.busy = view.busy;
    item.command = view.command;
  };
  update();
  return vscode.Disposable.from(item, server.onDidChange(update), findings.onDidChange(update));
}
