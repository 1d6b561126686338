// How the organisation wants its chat to look, from the answer of /config: side, pictures, who serves it. The page's own
// option wins, and what is no picture changes nothing.

import { page as html, snippet } from "../harness/host.mjs";
import { ONCE_MORE } from "../harness/chat.mjs";

const PICTURE = `data:image/svg+xml;base64,${Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"><rect width="8" height="8"/></svg>').toString("base64")}`;

export default {
  name: "side, pictures and who serves the chat are those that the organisation has set",
  async run({ page, context, host, server, chat, until, assert }) {
    let style = {};
    await context.route("**/config?*", async (route) => {
      const response = await route.fetch(ONCE_MORE);
      const config = await response.json();
      Object.assign(config.agent.style, style);
      await route.fulfill({ response, json: config });
    });
    const opened = async (config, path) => {
      await page.goto(host.serve(html(snippet(server, { load: "eager", ...config })), { path }));
      await until(() => page.evaluate(() => HaloAgents.getInstance().debug().agent?.state === "ready"), "the agent is known");
      await chat.open();
    };
    const drawn = (selector, part) => page.locator(`halo-agents ${selector}`).evaluate((it, part) => getComputedStyle(it, part).backgroundImage, part);
    const pictures = async () => [await drawn(".launcher", "::before"), await drawn(".face")];
    const isLeft = async () => (await page.locator("halo-agents .launcher").boundingBox()).x < 100;

    style = { position: "bottom-left", trigger_icon: PICTURE, header_avatar: PICTURE, powered_by: "Acme <b>&" };
    await opened({}, "/all");
    assert.equal(await isLeft(), true);
    assert.deepEqual(await pictures(), [`url("${PICTURE}")`, `url("${PICTURE}")`]);
    assert.equal(await chat.panel.locator(".powered").innerText(), "Powered by Acme <b>&");

    assert.equal(await chat.panel.locator(".face").innerText(), "H", "for whoever does not get the picture");
    assert.equal(await chat.panel.locator(".state").innerText(), "AI assistant");

    await opened({ position: "bottom-right" }, "/page");
    assert.equal(await isLeft(), false, "the page wins");

    style = { position: "top", trigger_icon: "javascript:alert(1)", header_avatar: 'data:image/png,"); color: red; x: url("', powered_by: " " };
    await opened({}, "/hostile");
    assert.equal(await isLeft(), false);
    assert.deepEqual(await pictures(), ["none", "none"]);
    assert.equal(await chat.panel.locator(".powered").isVisible(), false);
  },
};
