// What a user is told when there is no binary.

import * as vscode from "vscode";

import { explainMissing, type Missing } from "./binary";

/** Says what is wrong, with the ways out. */
export async function tellMissing(missing: Missing, output: vscode.OutputChannel): Promise<void> {
  const setting = "Open Setting";
  const looked = "Where It Was Looked For";
  const retry = "Try Again";
  const chosen = await vscode.window.showErrorMessage(
    explainMissing(missing),
    setting,
    looked,
    retry,
  );
  switch (chosen) {
    case setting:
      await vscode.commands.executeCommand("workbench.action.openSettings", "stockade.path");
      break;
    case looked:
      output.show();
      break;
    case retry:
      await vscode.commands.executeCommand("stockade.restart");
  }
}
