// Makes a picture of a terminal's screen: reads what `tmux capture-pane -e` gives, draws it as a page in
// Chromium.
//
// node picture.mjs HOME OUT.png BACKGROUND FOREGROUND < SCREEN      (HOME: what `install/vscode` printed)
// Must never know: which editor drew the screen.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import * as path from "node:path";

const [home, out, background, foreground] = process.argv.slice(2);
const screen = readFileSync(0, "utf8").replace(/\n+$/, "\n");

/** The first 16 of xterm's palette, for editors that use names of colours. */
const NAMED = (
  "#2e3436 #cc0000 #4e9a06 #c4a000 #3465a4 #75507b #06989a #d3d7cf " +
  "#555753 #ef2929 #8ae234 #fce94f #729fcf #ad7fa8 #34e2e2 #eeeeec"
).split(" ");

/** xterm's 256 colours: named ones, a cube of 6 × 6 × 6, greys. */
function indexed(index) {
  if (index < 16) {
    return NAMED[index];
  }
  const level = (step) => (step === 0 ? 0 : 55 + 40 * step);
  const cube = index - 16;
  const rgb =
    index < 232
      ? [Math.floor(cube / 36), Math.floor(cube / 6) % 6, cube % 6].map(level)
      : [0, 0, 0].fill(8 + 10 * (index - 232));
  return `rgb(${rgb})`;
}

/** Applies one `ESC [ … m`. */
function restyle(style, codes) {
  const numbers = codes.replaceAll(":", ";").split(";").map(Number);
  const underline = /(^|;)4:(\d)/.exec(codes)?.[2];
  for (let at = 0; at < numbers.length; at++) {
    const code = numbers[at];
    const takeColour = () => {
      const kind = numbers[at + 1];
      const parts = kind === 5 ? numbers.slice(at + 2, at + 3) : numbers.slice(at + 2, at + 5);
      at += kind === 5 ? 2 : 4;
      return kind === 5 ? indexed(parts[0]) : `rgb(${parts})`;
    };
    if (code === 0) style = {};
    else if (code === 1) style.bold = true;
    else if (code === 2) style.dim = true;
    else if (code === 3) style.italic = true;
    else if (code === 4) {
      style.underline = underline === "3" ? "wavy" : underline === "0" ? undefined : "solid";
      at += underline === undefined ? 0 : 1;
    } else if (code === 7) style.reverse = true;
    else if (code === 22) style.bold = style.dim = false;
    else if (code === 23) style.italic = false;
    else if (code === 24) style.underline = undefined;
    else if (code === 27) style.reverse = false;
    else if (code >= 30 && code <= 37) style.colour = NAMED[code - 30];
    else if (code === 38) style.colour = takeColour();
    else if (code === 39) style.colour = undefined;
    else if (code >= 40 && code <= 47) style.ground = NAMED[code - 40];
    else if (code === 48) style.ground = takeColour();
    else if (code === 49) style.ground = undefined;
    else if (code === 58) style.line = takeColour();
    else if (code === 59) style.line = undefined;
    else if (code >= 90 && code <= 97) style.colour = NAMED[code - 82];
    else if (code >= 100 && code <= 107) style.ground = NAMED[code - 92];
  }
  return { ...style };
}

function css(style) {
  const pair = [style.colour ?? foreground, style.ground ?? "transparent"];
  const [colour, ground] = style.reverse
    ? [style.ground ?? background, style.colour ?? foreground]
    : pair;
  return [
    `color:${colour};background:${ground}`,
    style.bold ? "font-weight:bold" : "",
    style.dim ? "opacity:0.6" : "",
    style.italic ? "font-style:italic" : "",
    style.underline ? `text-decoration:underline ${style.underline} ${style.line ?? colour}` : "",
  ].join(";");
}

const escape = (text) => text.replace(/&/g, "&amp;").replace(/</g, "&lt;");
let style = {};
let html = "";
// Text, or an escape sequence; character sets (`ESC ( B`) mean nothing here.
for (const [part, codes] of screen.matchAll(
  /\x1b\[([\d;:]*)m|\x1b[()].|[\x0e\x0f]|[^\x1b\x0e\x0f]+/g,
)) {
  if (codes !== undefined) {
    style = restyle(style, codes === "" ? "0" : codes);
  } else if (!/^[\x1b\x0e\x0f]/.test(part)) {
    html += `<span style="${css(style)}">${escape(part)}</span>`;
  }
}

const { chromium } = createRequire(path.join(home, "package.json"))("playwright-core");
const browser = await chromium.launch({
  executablePath: "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu"],
});
const page = await browser.newPage({ viewport: { width: 1000, height: 640 } });
await page.setContent(
  `<body style="margin:0"><pre style="margin:0;padding:12px;display:inline-block;background:${background};` +
    `font:14px/1.3 'DejaVu Sans Mono',monospace">${html}</pre></body>`,
);
await page.locator("pre").screenshot({ path: out });
await browser.close();
