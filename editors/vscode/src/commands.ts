// The commands of the palette.

import * as vscode from "vscode";

import { fixesIn, pageIn } from "./answer";
import { rulesAt } from "./findings";
import { OF_SERVER } from "./names";
import type { Pages } from "./pages";
import type { Server } from "./server";

/** Registers all of them. */
export function registerCommands(server: Server, pages: Pages): vscode.Disposable {
  const register = (id: string, run: (...args: unknown[]) => unknown): vscode.Disposable =>
    vscode.commands.registerCommand(id, run);
  const own = [
    register("stockade.restart", () => server.restart()),
    register("stockade.showOutput", () => {
      server.output.show();
    }),
    register("stockade.fixFile", () => fixFile(server)),
  ];
  const servers = Object.entries(OF_SERVER).map(([id, page]) =>
    register(id, async (...args) => {
      const given = id === "stockade.explain" ? await ruleToExplain(args) : args;
      if (given !== undefined) {
        await ask(server, pages, id, page, given);
      }
    }),
  );
  return vscode.Disposable.from(...own, ...servers, registerAnnounced(server, pages));
}

/** Commands of a newer server that this extension does not know: code actions may use them. */
function registerAnnounced(server: Server, pages: Pages): vscode.Disposable {
  const registered = new Map<string, vscode.Disposable>();
  const listener = server.onDidChange(() => {
    for (const id of server.running?.announced() ?? []) {
      if (!(id in OF_SERVER) && !registered.has(id)) {
        const run = (...args: unknown[]): Promise<void> => ask(server, pages, id, "Answer", args);
        registered.set(id, vscode.commands.registerCommand(id, run));
      }
    }
  });
  return new vscode.Disposable(() => {
    listener.dispose();
    registered.forEach((each) => {
      each.dispose();
    });
  });
}

async function ask(
  server: Server,
  pages: Pages,
  id: string,
  page: string,
  args: unknown[],
): Promise<void> {
  const client = await clientFor(server);
  if (client === undefined) {
    return;
  }
  if (!client.offers(id)) {
    const version = client.initializeResult?.serverInfo?.version ?? "of unknown version";
    void vscode.window.showWarningMessage(
      `Stockade: the server (${version}) does not offer \`${id}\`. A newer binary may.`,
    );
    return;
  }
  try {
    const answer = await client.execute(id, args);
    const markdown = pageIn(answer);
    const fixes = fixesIn(answer);
    if (fixes !== undefined) {
      void vscode.window.showInformationMessage(`Stockade: ${fixes}.`);
    } else if (markdown !== undefined) {
      const subject = typeof args[0] === "string" ? args[0] : page;
      await pages.show(subject, markdown);
    }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    void vscode.window.showErrorMessage(`Stockade: ${reason}`);
  }
}

/** The running client; without one, what can be done about it. */
async function clientFor(server: Server): Promise<typeof server.running> {
  if (server.running === undefined) {
    const restart = "Restart";
    const chosen = await vscode.window.showWarningMessage(
      "Stockade: the server is not running.",
      restart,
    );
    if (chosen === restart) {
      await server.restart();
    }
  }
  return server.running;
}

/** The rule of the call, else of the finding at the cursor, else the user's choice. */
async function ruleToExplain(args: unknown[]): Promise<[string] | undefined> {
  if (typeof args[0] === "string") {
    return [args[0]];
  }
  const editor = vscode.window.activeTextEditor;
  const rules = editor === undefined ? [] : rulesAt(editor.document, editor.selection);
  const only = rules.length === 1 ? rules[0] : undefined;
  const title = "Which rule?";
  const rule =
    only ??
    (rules.length > 1
      ? await vscode.window.showQuickPick(rules, { title })
      : await vscode.window.showInputBox({
          title,
          prompt: "The id of a rule, as findings show it",
        }));
  return rule === undefined || rule.trim() === "" ? undefined : [rule.trim()];
}

async function fixFile(server: Server): Promise<void> {
  if ((await clientFor(server)) !== undefined) {
    await vscode.commands.executeCommand("editor.action.codeAction", {
      kind: "source.fixAll.stockade",
      apply: "first",
    });
  }
}
