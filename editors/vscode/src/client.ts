// The language client: what it is told about the server, and what it tells the server of itself.
//
// Everything the protocol has (pull diagnostics, progress, notebooks, file watching) comes from
// `vscode-languageclient` as soon as the server announces it. Here is only what is ours: commands are
// registered by the extension and not by the client, and `stockade/status`.

import * as vscode from "vscode";
import {
  type DynamicFeature,
  ExecuteCommandRequest,
  LanguageClient,
  RevealOutputChannelOn,
  type StaticFeature,
} from "vscode-languageclient/node";

import { documentSelector } from "./documents";
import { SECTION } from "./settings";

/** How to start the server. */
export interface Start {
  file: string;
  arguments: string[];
  output: vscode.LogOutputChannel;
  trace: vscode.LogOutputChannel;
}

/** Announces to the server that `stockade/status` is understood. */
class StatusFeature implements StaticFeature {
  fillClientCapabilities(capabilities: { experimental?: object }): void {
    capabilities.experimental = { ...capabilities.experimental, stockade: { status: true } };
  }
  initialize(): void {
    // The server needs nothing more.
  }
  getState(): { kind: "static" } {
    return { kind: "static" };
  }
  clear(): void {
    // Nothing is held.
  }
}

/** A client whose commands are registered by the extension. */
export class StockadeClient extends LanguageClient {
  constructor(start: Start) {
    // No `transport`: it would add `--stdio` to the arguments.
    const command = { command: start.file, args: start.arguments };
    super(SECTION, "Stockade", command, {
      documentSelector: documentSelector(),
      diagnosticCollectionName: SECTION,
      outputChannel: start.output,
      traceOutputChannel: start.trace,
      revealOutputChannelOn: RevealOutputChannelOn.Never,
      // For servers that do not register for changes of the settings.
      // eslint-disable-next-line @typescript-eslint/no-deprecated
      synchronize: { configurationSection: SECTION },
      // What the server would ask for first: so it begins with the right rules.
      initializationOptions: () => ({ ...vscode.workspace.getConfiguration(SECTION) }),
      diagnosticPullOptions: { onChange: true, onTabs: true },
      markdown: { isTrusted: { enabledCommands: ["stockade.explain"] } },
    });
    this.registerFeature(new StatusFeature());
  }

  // The commands of the palette must exist before the server runs, and say what to do if it does not.
  override registerFeature(feature: StaticFeature | DynamicFeature<unknown>): void {
    const method = "registrationType" in feature ? feature.registrationType.method : undefined;
    if (method !== ExecuteCommandRequest.method) {
      super.registerFeature(feature);
    }
  }

  /** Whether the server announces this command. */
  offers(command: string): boolean {
    return this.announced().includes(command);
  }

  /** The commands that the server announces. */
  announced(): string[] {
    return this.initializeResult?.capabilities.executeCommandProvider?.commands ?? [];
  }

  /** Has the server do something. */
  execute(command: string, args: unknown[]): Promise<unknown> {
    return this.sendRequest(ExecuteCommandRequest.type, { command, arguments: args });
  }
}
