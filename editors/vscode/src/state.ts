// What the server is to the user. Must never know: VS Code, the protocol.

import type { Missing } from "./binary";

/** `stockade/status`: what the server is doing. Every part may be missing. */
export interface Status {
  state?: string;
  message?: string;
  findings?: number;
  /** While files are scanned: how many are done. */
  scanned?: number;
  /** While files are scanned: how many there are. */
  toScan?: number;
}

/** What the server is to the user. */
export type ServerState =
  | { is: "off" }
  | { is: "missing"; missing: Missing }
  | { is: "starting" }
  | { is: "running"; version: string | undefined; status: Status }
  | { is: "failed"; reason: string };
