// Names of commands, as the manifest has them.

/** Commands that the server carries out, and the names of the pages they answer with. */
export const OF_SERVER: Readonly<Record<string, string>> = {
  "stockade.rescan": "Scan",
  "stockade.explain": "Rule",
  "stockade.fixWorkspace": "Fixes",
  "stockade.showStatus": "Status",
  "stockade.verify": "Verification",
};

/** Commands that the extension carries out by itself. */
export const OWN = ["stockade.restart", "stockade.showOutput", "stockade.fixFile"] as const;
