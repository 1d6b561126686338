// H25: the strictest policy that the guide names, with Trusted Types: a whole conversation and not one violation.

import { DEMO, QUESTION } from "../harness/place.mjs";

const NONCE = "b64nonce";

const content = (server, config = {}) => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Strict</title></head>
<body><h1 id="target">Strict</h1>
<script nonce="${NONCE}">
  window.violations = [];
  document.addEventListener("securitypolicyviolation", (event) => violations.push(event.effectiveDirective + " " + event.blockedURI + " " + event.sample));
</script>
<script nonce="${NONCE}" src="${server.door}"></script>
<script nonce="${NONCE}">HaloAgents.init(${JSON.stringify({ ...DEMO, apiUrl: server.api, ...config })});</script>
</body></html>`;

const policy = (server) =>
  `default-src 'none'; script-src 'nonce-${NONCE}' 'wasm-unsafe-eval'; connect-src ${server.base}; require-trusted-types-for 'script'; trusted-types 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;

export default {
  name: "under the strictest policy a whole conversation makes no violation, and is styled",
  options: { page: { globals: ["violations", "target"] } },
  async run({ page, host, server, chat, assert }) {
    const headers = { "content-security-policy": policy(server), "require-trusted-types-for": "script" };
    await page.goto(host.serve(content(server), { headers }));
    await chat.open();
    await chat.ask(QUESTION);
    const style = await chat.panel.evaluate((panel) => {
      const { position, borderTopLeftRadius, backgroundColor } = getComputedStyle(panel);
      return { position, borderTopLeftRadius, backgroundColor };
    });
    assert.equal(style.position, "fixed");
    assert.notEqual(style.borderTopLeftRadius, "0px");
    assert.notEqual(style.backgroundColor, "rgba(0, 0, 0, 0)");
    assert.ok((await chat.turns.last().getByRole("link").count()) > 0, "the answer's Markdown has links");

    assert.equal(await page.evaluate(() => HaloAgents.getInstance().highlightElement("#target", { style: "spotlight" })), true);
    const ring = await page.locator("halo-agents .ring").evaluate((it) => getComputedStyle(it).position);
    assert.equal(ring, "fixed", "a highlight is styled too");
    await page.evaluate(() => HaloAgents.getInstance().clearHighlights());
    await chat.close.click();
    assert.deepEqual(await page.evaluate(() => violations), []);
  },
};
