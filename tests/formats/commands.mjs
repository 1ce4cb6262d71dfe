// Compares the commands that Stockade prints for GitHub with those of GitHub's own toolkit for the same
// findings, whatever the order of a command's properties: node commands.mjs REPORT.json COMMANDS
import { deepStrictEqual } from "node:assert";
import { readFileSync } from "node:fs";
import * as core from "@actions/core";

const [report, commands] = process.argv.slice(2).map((file) => readFileSync(file, "utf8"));
const annotate = { error: core.error, warning: core.warning, info: core.notice };

const printed = [];
const write = process.stdout.write;
process.stdout.write = (text) => printed.push(text);
for (const { rule, severity, message, path, start, end } of JSON.parse(report).findings) {
  annotate[severity](message, {
    title: rule,
    file: path,
    startLine: start.line,
    endLine: end.line,
    startColumn: start.column,
    endColumn: end.column,
  });
}
process.stdout.write = write;

// `::error file=a,line=1::text` with its properties in order.
const normal = (line) => {
  const [, command, properties, data] = /^::([a-z]+) (.*?)::(.*)$/.exec(line);
  return [command, ...properties.split(",").sort(), data];
};
const lines = (text) => text.trim().split("\n").map(normal);
deepStrictEqual(lines(commands), lines(printed.join("")));
