// Lighthouse's own judgement of the demo page, with the widget and without: its performance score on a simulated telephone.

import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

import lighthouse from "lighthouse";

/** A browser that Lighthouse can find: it asks for a port of the protocol, which the browser chooses and tells. */
async function start(program, flags) {
  const profile = mkdtempSync(join(tmpdir(), "halo-lighthouse-"));
  const child = spawn(program, ["--headless=new", "--remote-debugging-port=0", `--user-data-dir=${profile}`, ...flags, "about:blank"], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  const ended = new Promise((done) => child.once("exit", done));
  const port = await new Promise((found, failed) => {
    createInterface({ input: child.stderr }).on("line", (line) => {
      const address = line.match(/DevTools listening on ws:\/\/[^:]+:(\d+)/);
      if (address) found(Number(address[1]));
    });
    ended.then(() => failed(new Error(`${program} ended before it listened`)));
  });
  return {
    port,
    async stop() {
      child.kill();
      await ended;
      rmSync(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    },
  };
}

/** The score, 0 to 100, of one visit in a fresh browser. */
export async function score(program, flags, url) {
  const browser = await start(program, flags);
  try {
    const { lhr } = await lighthouse(url, { port: browser.port, onlyCategories: ["performance"], logLevel: "error", output: "json" });
    return Math.round(lhr.categories.performance.score * 100);
  } finally {
    await browser.stop();
  }
}
