// Whatever is typed into whatever field, by whatever way it could get out (clicks, forms sent by GET and by script,
// errors that quote it, addresses that hold it, the agent's context): it is in no request and in no row of the database.
// Every type of input that HTML has is on the page, and what acts like one: texts written in place, custom elements with
// open and closed shadow trees, files, lists, values that a browser fills in.

import { page as html, snippet } from "../harness/host.mjs";
import { startLine } from "../harness/proxy.mjs";

/** Stands in every value; what the browser makes of a value may change its case. */
const SENTINEL = "zqsentinel";
/** Values of fields that take no text, as the browser sends them. */
const OTHERS = {
  number: "48213577",
  date: "1987-03-29",
  time: "03:57",
  month: "1987-11",
  week: "1987-W37",
  "datetime-local": "1987-03-29T03:57",
  color: "#a1b2c3",
  range: "61",
};
const TEXTS = {
  text: SENTINEL,
  search: `${SENTINEL} search`,
  tel: `+43 ${SENTINEL}`,
  email: `${SENTINEL}@mail.example`,
  url: `https://${SENTINEL}.example/x`,
  password: `${SENTINEL}-pw`,
};

const fields = Object.keys({ ...TEXTS, ...OTHERS })
  .map((type) => `<input type="${type}" name="field_${type}" id="${type}">`)
  .join("");
const form = `
<form id="big" action="/">${fields}
  <textarea name="note" id="note"></textarea><select name="pick" id="pick"><option>a</option><option>${SENTINEL}-option</option></select>
  <input type="checkbox" name="box" id="box" value="${SENTINEL}-box"><input type="radio" name="dot" id="dot" value="${SENTINEL}-dot">
  <input name="cardnumber" id="card" autocomplete="cc-number"><input id="loose">
  <input type="file" name="papers" id="papers" multiple><input type="hidden" name="quiet" id="quiet">
  <select name="several" id="several" multiple><option>b</option><option>${SENTINEL}-several</option></select>
  <input name="listed" id="listed" list="names"><datalist id="names"><option value="${SENTINEL}-listed"></datalist>
  <input name="filled" id="filled" autocomplete="name"><input type="nonsense" name="odd" id="odd">
  <input type="button" id="press" value="Press"><input type="image" name="picture" id="picture" alt="Picture" src="data:," formmethod="dialog" onclick="event.preventDefault()">
  <output id="shown"></output>
  <div contenteditable id="editor" style="min-height:20px"></div>
  <div contenteditable="plaintext-only" id="plain" style="min-height:20px"></div>
  <own-field id="own" name="own"></own-field><closed-field id="closed"></closed-field>
  <input type="reset" id="again" value="Again"><input type="submit" id="go" value="Send"></form>
<section data-halo-ignore><input id="hidden-away"><button id="apart">Apart</button></section>
<button id="last" type="button">Last</button>
<script>
  for (const [tag, mode] of [["own-field", "open"], ["closed-field", "closed"]]) {
    customElements.define(tag, class extends HTMLElement {
      static formAssociated = true;
      constructor() {
        super();
        this.inner = this.attachInternals();
        const root = this.attachShadow({ mode, delegatesFocus: true });
        root.innerHTML = '<input id="inside" name="inside"><span contenteditable>in place </span>';
        root.querySelector("input").oninput = ({ target }) => this.inner.setFormValue(target.value);
      }
    });
  }
</script>`;

/** Every type of the HTML standard; the test below fails when one is missing from the page. */
const TYPES =
  "hidden text search tel url email password date month week time datetime-local number range color checkbox radio file submit image reset button".split(" ");

async function fillAll(page) {
  for (const [type, value] of Object.entries({ ...TEXTS, ...OTHERS })) {
    await page.locator(`#${type}`).click();
    await page.locator(`#${type}`).fill(value);
  }
  for (const id of ["note", "card", "loose", "listed", "odd", "editor", "plain", "own", "closed", "hidden-away"]) {
    await page.locator(`#${id}`).click();
    await page.keyboard.type(`${SENTINEL} ${id}`);
  }
  await page.locator("#pick").selectOption({ index: 1 });
  await page.locator("#box").check();
  await page.locator("#dot").check();
  await page.locator("#apart").click();
  await page.locator("#papers").setInputFiles([{ name: `${SENTINEL}-cv.pdf`, mimeType: "application/pdf", buffer: Buffer.from(SENTINEL) }]);
  await page.locator("#several").selectOption([{ index: 1 }]);
  await page.locator("#press").click();
  await page.locator("#picture").click();
  // What a password manager or the browser itself fills in, and what a script keeps.
  await page.evaluate((text) => {
    const filled = document.getElementById("filled");
    filled.value = `${text} filled`;
    filled.dispatchEvent(new InputEvent("input", { bubbles: true, inputType: "insertReplacementText", data: filled.value }));
    filled.dispatchEvent(new Event("change", { bubbles: true }));
    document.getElementById("quiet").value = `${text} quiet`;
    document.getElementById("shown").value = `${text} shown`;
  }, SENTINEL);
}

export default {
  name: "nothing typed into any field is in any request or in the database",
  async run({ page, host, server, chat, until, allow, assert }) {
    // A rejection with a bare text has no words of its own there.
    allow(/zqsentinel|not valid JSON|not a valid selector|^uncaught: $/);
    const bodies = [];
    page.on(
      "request",
      (request) => [server.base, line.base].some((base) => request.url().startsWith(base)) && bodies.push(`${request.url()} ${request.postData() ?? ""}`),
    );
    // The bodies as they left the browser, those too that were sent as a page was left.
    const line = await startLine(server, "");
    const url = host.serve(html(form + snippet(line, { load: "eager" })));
    const rows = () => server.rows("SELECT * FROM events ORDER BY received_at");
    const stored = (type, count = 1) => until(() => rows().filter((row) => row.event_type === type).length >= count, `${count} ${type} stored`);
    await page.goto(url);
    await stored("page_view");
    const present = await page.evaluate(() => [...document.querySelectorAll("input")].map(({ type }) => type));
    assert.deepEqual(
      TYPES.filter((type) => !present.includes(type)),
      [],
      "every type of input is on the page",
    );
    await fillAll(page);

    // By script: into the address, into errors, thrown and rejected.
    await page.evaluate(() => {
      const typed = document.getElementById("loose").value;
      history.pushState({}, "", `/found?words=${encodeURIComponent(typed)}`);
      history.pushState({}, "", `/found/${encodeURIComponent(typed)}`);
      history.pushState({}, "", `/reset?token=${typed}&x=1#${typed}`);
      setTimeout(() => JSON.parse(typed));
      setTimeout(() => document.querySelector(`[${typed}`));
      setTimeout(() => {
        throw new Error(`no such thing: ${typed} here`);
      });
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

    // The agent is told what the visitor did.
    await chat.open();
    await chat.ask("What is this?");
    const posted = line.requests.map(({ path, body }) => `${path} ${body}`);
    const asked = posted.filter((text) => text.startsWith("/api/sdk/chat/stream"));
    assert.ok(asked.length === 1 && asked[0].includes("behavior_context"), "the question carries what was done");
    console.log(`        ${posted.length} bodies of ${posted.join("").length} bytes searched, ${new Set(present).size} types of input`);
    await line.stop();

    const everything = JSON.stringify(rows()) + bodies.join("\n") + posted.join("\n");
    for (const value of [SENTINEL, ...Object.values(OTHERS).filter((it) => it.length > 4)]) {
      const at = everything.toLowerCase().indexOf(value.toLowerCase());
      assert.equal(at, -1, `${value} in ${everything.slice(Math.max(0, at - 200), at + 100)}`);
    }
    const selectors = rows()
      .map((row) => row.element_selector ?? "")
      .join(" ");
    for (const id of ["password", "card", "editor", "plain", "hidden-away", "apart"]) {
      assert.ok(!selectors.includes(`#${id}`), `${id} was recorded: ${selectors}`);
    }
    assert.ok(selectors.includes("#email") && selectors.includes("#last"), selectors);
  },
};
