// The life of the server: found, started, restarted, stopped; its state for whoever shows it.
//
// Starts and stops are done one after the other, so that a restart during a start cannot leave two
// servers behind.

import { accessSync, constants, statSync } from "node:fs";
import { homedir } from "node:os";
import * as vscode from "vscode";
import { State } from "vscode-languageclient/node";

import { findBinary, isFound } from "./binary";
import { StockadeClient } from "./client";
import { NEED_RESTART, readSettings, SECTION } from "./settings";
import type { ServerState, Status } from "./state";
import { TraceChannel } from "./trace";

/** Owns the client. */
export class Server implements vscode.Disposable {
  readonly output = vscode.window.createOutputChannel("Stockade", { log: true });
  private readonly trace = new TraceChannel();
  private readonly changed = new vscode.EventEmitter<ServerState>();
  private readonly disposables: vscode.Disposable[] = [];
  private client: StockadeClient | undefined;
  private current: ServerState = { is: "off" };
  private turn: Promise<void> = Promise.resolve();

  /** Fires when the state is another. */
  readonly onDidChange = this.changed.event;

  constructor(private readonly extensionFolder: string) {
    this.disposables.push(
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration(`${SECTION}.trace`)) {
          this.trace.enable(readSettings().trace !== "off");
        }
        if (NEED_RESTART.some((name) => event.affectsConfiguration(name))) {
          void this.restart();
        }
      }),
    );
  }

  get state(): ServerState {
    return this.current;
  }

  /** The client, while the server runs. */
  get running(): StockadeClient | undefined {
    return this.client?.state === State.Running ? this.client : undefined;
  }

  /** Starts, or starts anew with the settings of now. */
  restart(): Promise<void> {
    return this.next(async () => {
      await this.close();
      await this.open();
    });
  }

  /** Ends the server. */
  stop(): Promise<void> {
    return this.next(() => this.close());
  }

  dispose(): void {
    for (const each of [...this.disposables, this.changed, this.output, this.trace]) {
      each.dispose();
    }
  }

  private next(step: () => Promise<void>): Promise<void> {
    this.turn = this.turn.then(step, step);
    return this.turn;
  }

  private become(state: ServerState): void {
    this.current = state;
    this.changed.fire(state);
  }

  private async open(): Promise<void> {
    const settings = readSettings();
    this.trace.enable(settings.trace !== "off");
    if (!settings.enable) {
      this.become({ is: "off" });
      return;
    }
    const found = findBinary({
      setting: settings.path,
      extensionFolder: this.extensionFolder,
      workspaceFolder: vscode.workspace.workspaceFolders?.[0]?.uri.fsPath,
      home: homedir(),
      platform: process.platform,
      env: process.env,
      isExecutable,
    });
    if (!isFound(found)) {
      this.output.error(`no stockade binary; looked at:\n${found.looked.join("\n")}`);
      this.become({ is: "missing", missing: found });
      return;
    }
    this.output.info(`starting ${found.file} (${found.from}) ${settings.arguments.join(" ")}`);
    this.become({ is: "starting" });
    const client = new StockadeClient({
      file: found.file,
      arguments: settings.arguments,
      output: this.output,
      trace: this.trace,
    });
    this.client = client;
    client.onDidChangeState((event) => {
      if (this.client === client) {
        this.follow(client, event.newState);
      }
    });
    client.onNotification("stockade/status", (status: Status) => {
      if (this.client === client && this.current.is === "running") {
        this.become({ ...this.current, status });
      }
    });
    try {
      await client.start();
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.output.error(`the server did not start: ${reason}`);
      this.become({ is: "failed", reason });
    }
  }

  /** The client restarts a server that crashed a few times by itself; this only reports it. */
  private follow(client: StockadeClient, state: State): void {
    switch (state) {
      case State.Running: {
        const info = client.initializeResult?.serverInfo;
        this.become({ is: "running", version: info?.version, status: {} });
        break;
      }
      case State.Starting:
        this.become({ is: "starting" });
        break;
      case State.Stopped:
      case State.StartFailed:
        this.become({ is: "failed", reason: "the server has ended" });
    }
  }

  private async close(): Promise<void> {
    const client = this.client;
    this.client = undefined;
    if (client !== undefined) {
      // A server that is already gone cannot be stopped politely; that is no error.
      await client.dispose(2000).catch(() => undefined);
    }
    this.become({ is: "off" });
  }
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
