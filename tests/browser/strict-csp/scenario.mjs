// H25: the strictest policy that the guide names, with Trusted Types: a whole conversation, highlight, image, download
// and ticket, and not one violation.

import { DEMO, QUESTION } from "../harness/place.mjs";

const NONCE = "b64nonce";
const WASM = process.env.HALO_PLAIN ? "" : " 'wasm-unsafe-eval'";

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
  `default-src 'none'; script-src 'nonce-${NONCE}'${WASM}; connect-src ${server.base}; require-trusted-types-for 'script'; trusted-types 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;

export default {
  name: "under the strictest policy a whole conversation makes no violation, and is styled",
  options: { page: { globals: ["violations", "target"] } },
  async run({ page, host, server, chat, until, assert }) {
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

    const png = await page.screenshot({ clip: { x: 0, y: 0, width: 60, height: 40 } });
    await chat.panel.locator('input[type="file"]').setInputFiles({ name: "picture.png", mimeType: "image/png", buffer: png });
    await chat.panel.getByRole("button", { name: "Remove the image" }).waitFor();
    await chat.ask("What is this?");
    const drawn = chat.turns.last().getByRole("img", { name: "Image in your message" });
    await until(() => drawn.evaluate((canvas) => canvas.width === 60), "the image is painted");

    await chat.panel.getByRole("button", { name: "More" }).click();
    await Promise.all([page.waitForEvent("download"), chat.panel.getByRole("button", { name: "Download the conversation" }).click()]);
    await chat.panel.getByRole("button", { name: "Talk to a person" }).click();
    await chat.panel.getByLabel("Your e-mail address").fill("ada@example.org");
    await chat.panel.getByLabel("Subject").fill("A question");
    await chat.panel.getByRole("button", { name: "Send to a person" }).click();
    await chat.panel.getByText("Its number is").waitFor();
    await chat.close.click();
    const violations = await page.evaluate(() => window.violations);
    // Whether WebAssembly may run is found out by trying, once.
    assert.deepEqual(violations.filter((line) => !WASM && /wasm/.test(line)).length <= 1 && violations.filter((line) => WASM || !/wasm/.test(line)), []);
  },
};
