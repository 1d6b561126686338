// The option `nonce`, where the script tag has none that could be read: a loader with the page's nonce adds the script, and
// `'strict-dynamic'` trusts it. What the door fetches with `integrity` carries the nonce of the option.

import { DEMO } from "../harness/place.mjs";

const NONCE = "b64nonce";

const content = (server, config) => `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Strict</title></head><body>
<script nonce="${NONCE}">
  window.nonces = [];
  new MutationObserver((records) => {
    for (const host of document.querySelectorAll("halo-agents")) new MutationObserver((records) => {
      for (const { addedNodes } of records) for (const node of addedNodes) if (node.rel === "modulepreload") nonces.push(node.nonce);
    }).observe(host, { childList: true });
  }).observe(document.documentElement, { childList: true });
  const script = document.createElement("script");
  script.src = "${server.door}";
  script.onload = () => HaloAgents.init(${JSON.stringify({ ...DEMO, apiUrl: server.api, load: "interaction", ...config })});
  document.head.append(script);
</script></body></html>`;

export default {
  name: "the option nonce goes with what is fetched by hash, where the script tag has no nonce",
  options: { page: { globals: ["nonces", "script"] } },
  async run({ page, host, server, chat, assert }) {
    const { files } = await (await fetch(`${server.base}/sdk/latest/manifest.json`)).json();
    const integrity = `${files["halo.js"].integrity} ${files["halo_bg.wasm"].integrity}`;
    const headers = {
      "content-security-policy": `default-src 'none'; script-src 'nonce-${NONCE}' 'strict-dynamic' 'wasm-unsafe-eval'; connect-src ${server.base}`,
    };
    await page.goto(host.serve(content(server, { integrity, nonce: NONCE }), { headers }));
    await chat.open();
    await chat.ask("What is this?");
    assert.deepEqual(await page.evaluate(() => nonces), [NONCE]);
  },
};
