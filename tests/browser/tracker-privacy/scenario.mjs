// Whatever is typed into whatever field, by whatever way it could get out (clicks, forms sent by GET and by script,
// errors that quote it, addresses that hold it): it is in no request and in no row of the database.

import { page as html, snippet } from "../harness/host.mjs";

/** Stands in every value; what the browser makes of a value may change its case. */
const SENTINEL = "zqsentinel";
/** Values of fields that take no text, as the browser sends them. */
const OTHERS = { number: "48213577", date: "1987-03-29", time: "03:57", month: "1987-11", week: "1987-W37", "datetime-local": "1987-03-29T03:57", color: "#a1b2c3", range: "61" };
const TEXTS = { text: SENTINEL, search: `${SENTINEL} search`, tel: `+43 ${SENTINEL}`, email: `${SENTINEL}@mail.example`, url: `https://${SENTINEL}.example/x`, password: `${SENTINEL}-pw` };

const fields = Object.keys({ ...TEXTS, ...OTHERS }).map((type) => `<input type="${type}" name="field_${type}" id="${type}">`).join("");
const form = `
<form id="big" action="/">${fields}
  <textarea name="note" id="note"></textarea><select name="pick" id="pick"><option>a</option><option>${SENTINEL}-option</option></select>
  <input type="checkbox" name="box" id="box" value="${SENTINEL}-box"><input type="radio" name="dot" id="dot" value="${SENTINEL}-dot">
  <input name="cardnumber" id="card" autocomplete="cc-number"><input id="loose">
  <div contenteditable id="editor" style="min-height:20px"></div>
  <button id="go">Send</button></form>
<section data-halo-ignore><input id="hidden-away"><button id="apart">Apart</button></section>
<button id="last" type="button">Last</button>`;

async function fillAll(page) {
  for (const [type, value] of Object.entries({ ...TEXTS, ...OTHERS })) {
    await page.locator(`#${type}`).click();
    await page.locator(`#${type}`).fill(value);
  }
  for (const id of ["note", "card", "loose", "editor", "hidden-away"]) {
    await page.locator(`#${id}`).click();
    await page.keyboard.type(`${SENTINEL} ${id}`);
  }
  await page.locator("#pick").selectOption({ index: 1 });
  await page.locator("#box").check();
  await page.locator("#dot").check();
  await page.locator("#apart").click();
}

export default {
  name: "nothing typed into any field is in any request or in the database",
  async run({ page, host, server, until, allow, assert }) {
    // A rejection with a bare text has no words of its own there.
    allow(/zqsentinel|not valid JSON|not a valid selector|^uncaught: $/);
    const bodies = [];
    page.on("request", (request) => request.url().startsWith(server.base) && bodies.push(`${request.url()} ${request.postData() ?? ""}`));
    const url = host.serve(html(form + snippet(server, { load: "eager" })));
    const rows = () => server.rows("SELECT * FROM events ORDER BY received_at");
    const stored = (type, count = 1) => until(() => rows().filter((row) => row.event_type === type).length >= count, `${count} ${type} stored`);
    await page.goto(url);
    await stored("page_view");
    await fillAll(page);

    // By script: into the address, into errors, thrown and rejected.
    await page.evaluate(() => {
      const typed = document.getElementById("loose").value;
      history.pushState({}, "", `/found?words=${encodeURIComponent(typed)}`);
      history.pushState({}, "", `/found/${encodeURIComponent(typed)}`);
      history.pushState({}, "", `/reset?token=${typed}&x=1#${typed}`);
      setTimeout(() => JSON.parse(typed));
      setTimeout(() => document.querySelector(`[${typed}`));
      setTimeout(() => { throw new Error(`no such thing: ${typed} here`); });
      Promise.reject(new Error(`rejected ${typed}`));
      Promise.reject(typed);
    });
    await stored("error");
    await page.locator("#last").click();

    // By GET: the next page has everything in its address.
    await page.evaluate(() => history.pushState({}, "", "/"));
    await page.locator("#go").click();
    await page.waitForURL(/zqsentinel/);
    await stored("form_submit");
    await page.locator("#last").click();
    await page.locator("#text").fill(SENTINEL);
    const views = rows().filter((row) => row.event_type === "page_view").length;
    await page.evaluate(() => history.pushState({}, "", "/elsewhere"));
    await stored("page_view", views + 1);
    await stored("form_abandon");

    const everything = JSON.stringify(rows()) + bodies.join("\n");
    for (const value of [SENTINEL, ...Object.values(OTHERS).filter((it) => it.length > 4)]) {
      const at = everything.toLowerCase().indexOf(value.toLowerCase());
      assert.equal(at, -1, `${value} in ${everything.slice(Math.max(0, at - 200), at + 100)}`);
    }
    const selectors = rows().map((row) => row.element_selector ?? "").join(" ");
    for (const id of ["password", "card", "editor", "hidden-away", "apart"]) {
      assert.ok(!selectors.includes(`#${id}`), `${id} was recorded: ${selectors}`);
    }
    assert.ok(selectors.includes("#email") && selectors.includes("#last"), selectors);
  },
};
