// The channel for `stockade.trace.server`.
//
// The language client writes traces only to a channel whose log level is "trace", which a user would
// have to choose beside the setting. This channel says "trace" while the setting asks for traces.

import * as vscode from "vscode";

/** A log channel whose level follows a setting. */
export class TraceChannel implements vscode.LogOutputChannel {
  private readonly channel = vscode.window.createOutputChannel("Stockade Trace");
  private readonly levelChanged = new vscode.EventEmitter<vscode.LogLevel>();
  readonly onDidChangeLogLevel = this.levelChanged.event;
  readonly name = this.channel.name;
  private level = vscode.LogLevel.Off;

  get logLevel(): vscode.LogLevel {
    return this.level;
  }

  /** Traces are wanted, or not. */
  enable(wanted: boolean): void {
    this.level = wanted ? vscode.LogLevel.Trace : vscode.LogLevel.Off;
    this.levelChanged.fire(this.level);
  }

  private line(text: string | Error): void {
    const message = typeof text === "string" ? text : (text.stack ?? text.message);
    this.channel.appendLine(`[${new Date().toISOString()}] ${message}`);
  }

  trace(message: string): void {
    this.line(message);
  }
  debug(message: string): void {
    this.line(message);
  }
  info(message: string): void {
    this.line(message);
  }
  warn(message: string): void {
    this.line(message);
  }
  error(message: string | Error): void {
    this.line(message);
  }
  append(value: string): void {
    this.channel.append(value);
  }
  appendLine(value: string): void {
    this.channel.appendLine(value);
  }
  replace(value: string): void {
    this.channel.replace(value);
  }
  clear(): void {
    this.channel.clear();
  }
  show(columnOrFocus?: vscode.ViewColumn | boolean, preserveFocus?: boolean): void {
    this.channel.show(typeof columnOrFocus === "boolean" ? columnOrFocus : preserveFocus);
  }
  hide(): void {
    this.channel.hide();
  }
  dispose(): void {
    this.channel.dispose();
    this.levelChanged.dispose();
  }
}
