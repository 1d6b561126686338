// `target`: the panel fills an element of the page, without launcher, and leaves it as it was.

import { page as html, snippet } from "../harness/host.mjs";

const BOX = `<div id="box" style="width: 420px; height: 560px; border: 1px solid"></div>`;

export default {
  name: "with a target the panel fills it, without launcher",
  async run({ page, host, server, chat, assert }) {
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
    await page.evaluate(() => HaloAgents.getInstance().destroy());
    assert.equal(await page.locator("#box").evaluate((box) => box.childNodes.length), 0);
  },
};
