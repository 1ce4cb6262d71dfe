// What the status item says in each state.
//
// In: the state and the number of findings. Out: texts. Must never know: VS Code.

import type { ServerState, Status } from "./state";

/** What the item shows. */
export interface View {
  text: string;
  detail: string;
  severity: "information" | "warning" | "error";
  busy: boolean;
  command: { title: string; command: string };
}

/** The item of a state. */
export function viewOf(state: ServerState, findings: number): View {
  const output = { title: "Show output", command: "stockade.showOutput" };
  const restart = { title: "Restart", command: "stockade.restart" };
  const quiet = { severity: "information", busy: false } as const;
  switch (state.is) {
    case "off":
      return { ...quiet, text: "Stockade: off", detail: "stockade.enable", command: restart };
    case "missing": {
      const setup = { title: "What to do", command: "stockade.restart" };
      const detail = "the binary was not found";
      return {
        text: "Stockade: no binary",
        detail,
        severity: "error",
        busy: false,
        command: setup,
      };
    }
    case "starting":
      return { ...quiet, text: "Stockade", detail: "starting", busy: true, command: output };
    case "failed":
      return {
        text: "Stockade: stopped",
        detail: state.reason,
        severity: "error",
        busy: false,
        command: restart,
      };
    case "running": {
      const status = state.status;
      const count = status.findings ?? findings;
      const text = `Stockade: ${count === 0 ? "no" : count} finding${count === 1 ? "" : "s"}`;
      const parts = [activity(status), state.version];
      const detail = parts.filter((part) => part !== undefined).join(" · ");
      const broken = status.state === "error";
      const busy = status.state === "scanning" || status.state === "loading";
      // Findings are no trouble of the server: they must not raise the item above those of others.
      const severity = broken ? "error" : "information";
      const show = { title: "Show status", command: "stockade.showStatus" };
      return { text, detail, severity, busy, command: show };
    }
  }
}

function activity(status: Status): string {
  const { state = "ready", message, scanned, toScan } = status;
  const progress = scanned !== undefined && toScan !== undefined && state === "scanning";
  return message ?? (progress ? `${state} ${scanned} of ${toScan} files` : state);
}
