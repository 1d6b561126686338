// `target`: the panel fills an element of the page, without launcher, and leaves it as it was.

import { page as html, snippet } from "../harness/host.mjs";
import { DEMO } from "../harness/place.mjs";

const BOX = `<div id="box" style="width: 420px; height: 560px; border: 1px solid"></div>`;

export default {
  name: "with a target the panel fills it, without launcher",
  async run({ page, host, server, chat, allow, assert }) {
    // The driver's own waiting counts as a deed of a visitor, and would by right bring the focus along.
    await page.addInitScript(() => Object.defineProperty(UserActivation.prototype, "isActive", { get: () => false }));
    await page.goto(host.serve(html(BOX + snippet(server, { target: "#box" }))));
    await chat.composer.waitFor();
    assert.equal(await chat.launcher.count(), 0);
    const box = await page.locator("#box").boundingBox();
    const panel = await chat.panel.boundingBox();
    for (const side of ["x", "y", "width", "height"]) assert.ok(Math.abs(box[side] - panel[side]) <= 2, `${side}: ${box[side]} and ${panel[side]}`);
    assert.equal(await page.evaluate(() => document.activeElement.localName), "body", "it does not take the focus");
    await chat.ask("What is this?");
    for (const question of ["What is the door?", "What is a session?", "How do I style the panel?"]) await chat.ask(question);
    const hidden = () => chat.transcript.evaluate((log) => (getComputedStyle(log).overflowY === "visible" ? 0 : log.scrollHeight - log.clientHeight));
    assert.ok((await hidden()) > 0, "on the screen it scrolls");
    await page.emulateMedia({ media: "print" });
    assert.equal(await hidden(), 0, "on paper it is whole");
    assert.ok((await chat.transcript.boundingBox()).height > box.height);
    await page.emulateMedia({ media: "screen" });

    // A router draws the page anew, and the page calls init as it does on every page.
    allow(/init\(\) again/);
    await chat.composer.fill("half a sen");
    await page.evaluate(() => {
      const box = document.getElementById("box");
      const next = document.createElement("main");
      next.append(box.cloneNode(false));
      box.replaceWith(next);
    });
    await page.evaluate((config) => HaloAgents.init(config), { ...DEMO, apiUrl: server.api, target: "#box" });
    await page.locator("#box halo-agents").waitFor();
    assert.equal(await chat.turns.count(), 4, "the conversation goes along");
    assert.equal(await chat.composer.inputValue(), "half a sen");
    // Another element, by itself.
    await page.evaluate((config) => {
      const other = document.body.appendChild(document.createElement("section"));
      HaloAgents.init({ ...config, target: other });
    }, DEMO);
    await page.locator("section halo-agents").waitFor({ state: "attached" });
    await page.evaluate((config) => HaloAgents.init({ ...config, target: "#box" }), DEMO);
    await page.locator("#box halo-agents").waitFor();
    await page.evaluate(() => HaloAgents.getInstance().destroy());
    assert.equal(await page.locator("#box").evaluate((box) => box.childNodes.length), 0);
  },
};
