// H29: the pinned snippet. The door passes the hashes on to what it fetches; a wrong one, and nothing of it runs.

import { DEMO } from "../harness/place.mjs";
import { IS_PLAIN, page as html } from "../harness/host.mjs";

const WRONG = `sha384-${"A".repeat(64)}`;

export default {
  name: "hashes are passed on to what the door fetches, and a wrong one keeps it from running",
  async run({ page, host, server, chat, allow, until, assert }) {
    const manifest = await (await fetch(`${server.base}/sdk/latest/manifest.json`)).json();
    const { version, files } = manifest;
    const hash = (name) => files[name].integrity;
    const pinned = (door, glue, module, plain) => {
      const attributes = Object.entries(DEMO)
        .map(([key, value]) => `data-${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}="${value}"`)
        .join(" ");
      return html(
        `<script src="${server.base}/sdk/${version}/haloagents.umd.js" integrity="${door}" crossorigin="anonymous" data-integrity="${glue} ${module} ${plain}" data-api-url="${server.api}" data-load="interaction" ${attributes}></script>`,
      );
    };
    const [door, glue, module, plain] = ["haloagents.umd.js", "halo.js", "halo_bg.wasm", "halo_plain.js"].map(hash);

    await page.goto(host.serve(pinned(door, glue, module, plain), { path: "/right" }));
    await chat.open();
    await chat.ask("What is this?");
    assert.equal(await page.evaluate(() => document.head.querySelectorAll("link[rel=modulepreload]").length), 0);

    allow(/integrity|did not load|Failed to find a valid digest|SRI|ERR_/i);
    await page.goto(host.serve(pinned(WRONG, glue, module, plain), { path: "/wrong-door" }));
    assert.equal(await page.evaluate(() => typeof window.HaloAgents), "undefined");

    const wrong = [
      ["/wrong-glue", pinned(door, WRONG, module, plain)],
      ["/wrong-module", pinned(door, glue, WRONG, plain)],
    ];
    for (const [path, content] of IS_PLAIN ? [["/wrong-plain", pinned(door, glue, module, WRONG)]] : wrong) {
      await page.goto(host.serve(content, { path }));
      await chat.launcher.click();
      await until(async () => (await chat.launcher.getAttribute("aria-busy")) === null, "the button is back to normal");
      assert.equal(await chat.panel.count(), 0, `nothing runs at ${path}`);
    }
  },
};
