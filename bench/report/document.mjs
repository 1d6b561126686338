// The section of docs/performance.md that the measurement writes, and its picture.

import { readFileSync, writeFileSync } from "node:fs";

import { LONG_MS } from "../measure/all.mjs";
import { plot } from "./plot.mjs";
import { report } from "./table.mjs";

const GUIDE = new URL("../../docs/performance.md", import.meta.url);
const PICTURE = new URL("../../docs/images/streaming.svg", import.meta.url);
const BEGIN = "<!-- bench:widget -->";
const END = "<!-- /bench:widget -->";

/** The section without its heading. */
export function document(result) {
  const { machine, date, runs } = result;
  const how = `Measured on ${date} by \`cargo xtask bench widget\`: Chromium ${machine.browser}, ${machine.processor}, ${machine.cores} cores, Node ${machine.node}; ${runs === 1 ? "one run" : `medians of ${runs} runs, one where a stream took longer than ${LONG_MS / 1_000} s`}.`;
  return `${how}\n\n![Script time over the length of an answer, both on logarithmic scales](images/streaming.svg)\n\n${report(result)}`;
}

/** Puts it between the marks, and the picture in its place. */
export function write(result) {
  const guide = readFileSync(GUIDE, "utf8");
  const [begin, end] = [guide.indexOf(BEGIN), guide.indexOf(END)];
  if (begin < 0 || end < begin) throw new Error(`docs/performance.md has no ${BEGIN} … ${END}`);
  writeFileSync(GUIDE, `${guide.slice(0, begin + BEGIN.length)}\n${document(result)}\n${guide.slice(end)}`);
  writeFileSync(PICTURE, plot(result));
}
