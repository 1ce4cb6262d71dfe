// How many findings there are, from what VS Code shows: so the number is the one in Problems.

import * as vscode from "vscode";

const SOURCE = "stockade";

/** Counts diagnostics of ours; only documents that changed are counted again. */
export class Findings implements vscode.Disposable {
  private readonly counts = new Map<string, number>();
  private readonly changed = new vscode.EventEmitter<undefined>();
  private readonly listener: vscode.Disposable;
  private sum = 0;

  /** Fires when the number is another. */
  readonly onDidChange = this.changed.event;

  constructor() {
    for (const [uri] of vscode.languages.getDiagnostics()) {
      this.count(uri);
    }
    this.listener = vscode.languages.onDidChangeDiagnostics((event) => {
      const before = this.sum;
      event.uris.forEach((uri) => {
        this.count(uri);
      });
      if (this.sum !== before) {
        this.changed.fire(undefined);
      }
    });
  }

  /** In all documents. */
  get total(): number {
    return this.sum;
  }

  private count(uri: vscode.Uri): void {
    const key = uri.toString();
    const now = ours(uri).length;
    this.sum += now - (this.counts.get(key) ?? 0);
    if (now === 0) {
      this.counts.delete(key);
    } else {
      this.counts.set(key, now);
    }
  }

  dispose(): void {
    this.listener.dispose();
    this.changed.dispose();
  }
}

/** The ids of the rules with findings at a place; if there are none, of those in the document. */
export function rulesAt(document: vscode.TextDocument, place: vscode.Range): string[] {
  const all = ours(document.uri);
  const here = all.filter((each) => each.range.intersection(place) !== undefined);
  const ids = (here.length > 0 ? here : all).map((each) =>
    typeof each.code === "object" ? String(each.code.value) : String(each.code ?? ""),
  );
  return [...new Set(ids)].filter((id) => id !== "");
}

function ours(uri: vscode.Uri): vscode.Diagnostic[] {
  return vscode.languages.getDiagnostics(uri).filter((each) => each.source === SOURCE);
}
