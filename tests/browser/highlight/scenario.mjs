// Pointing at an element of the page, by the page's call and by an agent's action: ring and note follow it, go by button,
// Escape, time or with it, and nothing of the page is touched.

import { page as html, snippet } from "../harness/host.mjs";
import { startModel, tool, words } from "../harness/model.mjs";

const BODY = `
<div id="above" style="height:200px"></div><button id="buy">Buy now</button><div style="height:3000px"></div>
<div id="box" style="height:120px;width:300px;overflow:auto"><div style="height:600px"></div><a id="inside" href="#x">Inside</a><div style="height:600px"></div></div>
<button id="low">Low</button><p id="gone" hidden>Hidden</p><div style="height:2000px"></div>`;

/** Rounding, and the frame in which things move. */
const NEAR_PX = 2;

const box = (locator) => locator.evaluate((it) => JSON.parse(JSON.stringify(it.getBoundingClientRect())));

/** Whether the ring lies around the element, 4 px away on each side. */
const surrounds = (ring, it) =>
  Math.abs(ring.x + 4 - it.x) <= NEAR_PX &&
  Math.abs(ring.y + 4 - it.y) <= NEAR_PX &&
  Math.abs(ring.width - 8 - it.width) <= NEAR_PX &&
  Math.abs(ring.height - 8 - it.height) <= NEAR_PX;

export default {
  name: "a highlight follows its element, goes by button, Escape, time or with it, and touches nothing of the page",
  async run({ page, host, server, chat, allow, until, assert }) {
    const model = await startModel(server);
    await page.goto(host.serve(html(BODY + snippet(server, { agentId: model.agentId }))));
    const before = await page.evaluate(() => document.documentElement.outerHTML.replace(/<halo-agents.*<\/halo-agents>/s, ""));
    const point = (...args) => page.evaluate((args) => HaloAgents.getInstance().highlightElement(...args), args);
    const rings = page.locator("halo-agents .ring");
    const notes = page.getByRole("group", { name: "Look here" });
    const follows = (selector, what) => until(async () => surrounds(await box(rings.last()), await box(page.locator(selector))), what);

    assert.equal(await point("#buy", { message: "Press this" }), true);
    await follows("#buy", "the ring is around the element");
    await notes.getByText("Press this").waitFor();
    await page.locator("halo-agents [aria-live=polite]").getByText("Press this").first().waitFor({ state: "attached" });
    assert.equal((await chat.focused()).tag, "body", "the focus has not moved");

    await page.evaluate(() => scrollBy(0, 90));
    await follows("#buy", "it follows scrolling");
    await page.setViewportSize({ width: 700, height: 600 });
    await follows("#buy", "it follows another window");
    await page.evaluate(() => (document.querySelector("#above").style.height = "260px"));
    await follows("#buy", "it follows the layout");
    await page.evaluate(() => Object.assign(document.querySelector("#buy").style, { position: "relative", left: "100px" }));
    await follows("#buy", "it follows its own move");
    await page.evaluate(
      () => document.querySelector("#buy").removeAttribute("style") ?? document.querySelector("#above").setAttribute("style", "height:200px"),
    );

    // Several at once; the second is far below and comes into view.
    assert.equal(await point("#low"), true);
    await until(async () => (await box(page.locator("#low"))).y < 600, "the page scrolls to it");
    await follows("#low", "it follows the smooth scrolling");
    assert.equal(await rings.count(), 2);
    assert.equal(await point("#low", { message: "Again" }), true);
    assert.equal(await rings.count(), 2, "the same element has one ring");
    await notes.last().getByRole("button", { name: "Dismiss" }).click();
    assert.equal(await rings.count(), 1);
    await page.keyboard.press("Escape");
    assert.equal(await rings.count(), 0, "Escape takes them away");

    await point("#buy", { duration: 300 });
    assert.equal(await rings.count(), 1);
    await until(async () => (await rings.count()) === 0, "it goes when its time is over");
    await point("#buy");
    await point("#low");
    await page.evaluate(() => HaloAgents.getInstance().clearHighlights());
    assert.equal(await rings.count(), 0);

    // Inside a box that scrolls: brought into view there, and away when it is scrolled out of it.
    await point("#inside");
    await follows("#inside", "the box scrolls as well");
    await page.evaluate(() => (document.querySelector("#box").scrollTop = 0));
    await rings.waitFor({ state: "hidden" });
    await page.keyboard.press("Escape");

    // With its element.
    await point("#low");
    await page.evaluate(() => (window.low = document.querySelector("#low")).remove());
    await until(async () => (await rings.count()) === 0, "it goes with its element");
    await page.evaluate(() => document.querySelector("#gone").before(window.low) ?? delete window.low);

    // What cannot be pointed at: a line on the console, and never an exception.
    allow(/highlight: ".*" (matches nothing|matches only what is hidden|is no CSS selector)|highlightElement/);
    for (const selector of ["#nothing", "#gone", "][", "halo-agents"]) assert.equal(await point(selector), false, selector);
    for (const selector of [undefined, null, 7, {}, "", []]) {
      const error = await page.evaluate(
        (it) =>
          HaloAgents.getInstance()
            .highlightElement(it)
            .then(
              () => null,
              (error) => error.code,
            ),
        selector,
      );
      assert.equal(error, "validation");
    }
    assert.equal(await point("#buy", { message: 7, style: "neon", duration: "long" }), true);
    await page.keyboard.press("Escape");

    // By an agent. Escape in the panel takes the highlight and leaves the panel.
    model.plays.push(tool("highlight", { selector: "#buy", message: "From the agent" }), words("Look there."));
    await chat.open();
    await chat.ask("Where do I buy?");
    await notes.getByText("From the agent").waitFor();
    await follows("#buy", "the action points too");
    await chat.composer.focus();
    await page.keyboard.press("Escape");
    assert.equal(await rings.count(), 0);
    assert.equal(await chat.isOpen(), true);
    model.plays.push(tool("highlight", { selector: "#nothing" }), words("Or not."));
    await chat.ask("And where not?");
    assert.equal(await rings.count(), 0);
    const after = await page.evaluate(() => document.documentElement.outerHTML.replace(/<halo-agents.*<\/halo-agents>/s, ""));
    assert.equal(after, before, "the page's own markup is as it was");
    await point("#buy");
    await model.stop();
  },
};
