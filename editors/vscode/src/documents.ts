// Which documents the server is told about.

import type { DocumentSelector } from "vscode-languageclient/node";

/** Languages with rules, by VS Code's names. */
export const CODE = [
  "javascript",
  "javascriptreact",
  "typescript",
  "typescriptreact",
  "python",
  "go",
] as const;

/** Formats in which secrets are looked for; rule files and `stockade.toml` are among them. */
const DATA = ["json", "jsonc", "yaml", "toml", "dotenv", "properties"] as const;

/** Files that are documents of ours whatever language VS Code takes them for. */
const FILES = ["**/stockade.toml", "**/.env", "**/.env.*", "**/.stockade/rules/**/*.md"] as const;

/** For the client. Cells of notebooks are not here: the client adds those of the server's choice. */
export function documentSelector(): DocumentSelector {
  return [
    ...[...CODE, ...DATA].flatMap((language) => [
      { scheme: "file", language },
      { scheme: "untitled", language },
    ]),
    ...FILES.map((pattern) => ({ scheme: "file", pattern })),
  ];
}
