// The documents of the comparison: the ordinary page with each peer on it, and the demo page with and without the widget.

import { readFileSync } from "node:fs";

const PAGE = readFileSync(new URL("page.html", import.meta.url), "utf8");
const DEMO = readFileSync(new URL("../index.html", import.meta.url), "utf8");
const PLACE = "<!-- chat -->";
/** What of the demo page is ours: from the comment above the snippet to the end of the body. */
const SNIPPET = /<!-- The snippet of[\s\S]*(?=<\/body>)/;

/** A document by its path, or nothing. */
export function pages(peers) {
  const known = new Map([
    ["/page/none", PAGE],
    ["/demo/with", DEMO],
    ["/demo/without", DEMO.replace(SNIPPET, "")],
  ]);
  for (const peer of peers) {
    known.set(
      `/page/${peer.id}/readme`,
      PAGE.replace(PLACE, () => peer.readme),
    );
    known.set(
      `/page/${peer.id}/lazy`,
      PAGE.replace(PLACE, () => peer.lazy),
    );
  }
  return (path) => known.get(path);
}
