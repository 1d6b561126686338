// Which deed of a visitor becomes which event: as the server's own database has it.

import { page as html, snippet } from "../harness/host.mjs";

const body = `
<style>#far { position: absolute; right: 0 }</style><output id="far">0</output>
<main><div><button>first</button><button class="css-1x2y3z pill is-open">second</button></div>
<button id="works" onclick="far.textContent = +far.textContent + 1">works</button>
<button id="broken"><b>broken</b></button>
<a id="nowhere" href="javascript:;">nowhere</a>
<form id="letter" onsubmit="event.preventDefault()"><input name="a"><button>send</button></form>
<form id="other"><input name="b"></form></main>`;

/** Longer than the two seconds after which a click without an answer is dead. */
const DEAD_MS = 2_400;

export default {
  name: "views, clicks, rage, dead clicks, forms and errors are recorded as what they are",
  async run({ page, host, server, until, allow, assert }) {
    allow(/x is not defined/);
    const url = host.serve(html(body + snippet(server, { load: "eager" })));
    const rows = (type) => server.rows("SELECT * FROM events ORDER BY at").filter((row) => !type || row.event_type === type);
    const stored = (type, count) =>
      until(() => rows(type).length >= count, `${count} ${type}, there are ${JSON.stringify(rows().map((row) => row.event_type))}`);
    const pass = (ms) => page.evaluate((it) => new Promise((done) => setTimeout(done, it)), ms);
    await page.goto(`${url}?plan=pro&token=abc#there`);
    await stored("page_view", 1);
    assert.equal(rows("page_view")[0].page_url, `${url}?plan=pro&token=`);

    // A selector leads back to the element, without names that a tool has made up.
    await page.locator(".pill").click();
    await stored("click", 1);
    const [{ element_selector: selector }] = rows("click");
    assert.equal(await page.locator(selector).innerText(), "second");
    assert.ok(!/css-|is-open/.test(selector), selector);
    await pass(DEAD_MS);

    // Answered far away, answered not at all.
    await page.locator("#works").click();
    await pass(DEAD_MS);
    await page.locator("#broken b").click();
    await pass(DEAD_MS);
    await page.locator("#nowhere").click();
    await pass(DEAD_MS);
    await stored("dead_click", 3);
    assert.deepEqual(
      rows("dead_click").map((row) => row.element_selector),
      [selector, "button#broken", "a#nowhere"],
    );

    await page.locator("#works").click({ clickCount: 4, delay: 20 });
    await stored("rage_click", 1);
    assert.equal(rows("rage_click")[0].element_selector, "button#works");

    // Views of a single-page application; anchors and replaced queries are none.
    for (const [how, to] of [
      ["pushState", "/a"],
      ["pushState", "/a?page=1"],
      ["replaceState", "/a?page=2"],
      ["replaceState", "/c"],
    ]) {
      await page.evaluate(([how, to]) => history[how]({}, "", to), [how, to]);
    }
    await page.evaluate(() => (location.hash = "anchor"));
    await page.evaluate(() => (location.hash = "#/route"));
    await page.goBack();
    const views = ["/?plan=pro&token=", "/a", "/a?page=1", "/c", "/c", "/c"];
    await stored("page_view", views.length);
    assert.deepEqual(
      rows("page_view").map((row) => row.page_url.replace(/^https?:\/\/[^/]+/, "")),
      views,
    );

    await page.locator("[name=a]").fill("anything");
    await page.locator("#letter button").click();
    await page.locator("[name=b]").fill("anything");
    await page.evaluate(() => setTimeout(() => x));
    await stored("form_submit", 1);
    await stored("error", 1);
    assert.match(JSON.parse(rows("error")[0].metadata).message, /x is not defined/);
    await page.goto(host.serve(html(""), { path: "/another" }));
    await stored("form_abandon", 1);
    assert.deepEqual(
      rows("form_abandon").map((row) => row.element_selector),
      ["form#other"],
    );
    assert.equal(JSON.parse(rows("form_abandon")[0].metadata).reason, "left");
  },
};
