// Draws `media/icon.png` (256 × 256, as the gallery wants it) from `media/icon.svg`.

import { readFileSync, writeFileSync } from "node:fs";
import { Resvg } from "@resvg/resvg-js";

const drawing = new Resvg(readFileSync("media/icon.svg"), { fitTo: { mode: "width", value: 256 } });
writeFileSync("media/icon.png", drawing.render().asPng());
