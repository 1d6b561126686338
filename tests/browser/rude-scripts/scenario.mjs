// H12, H13, H14, H16, H18, H42, H43, H48: pages replace globals, pollute prototypes, clobber names, wrap fetch and rewrite
// our text. The widget works all the same, sends the same bytes, and the page hears of no error.

import { page as html, snippet } from "../harness/host.mjs";

const CLOBBER = `
<form id="HaloAgents"><input name="init"></form><form id="HaloAgentsConfig"></form><form id="config"></form>
<img name="fetch" alt=""><img name="currentScript" alt=""><img name="querySelector" alt=""><img name="body" alt=""><a id="navigation"></a>
<a id="mount"></a><form id="launcher"></form>`;

const POLLUTE = `
<script>
  // On an attribute: the runner's own evaluation in the page would trip over what is replaced here.
  const count = () => (document.documentElement.dataset.errors = Number(document.documentElement.dataset.errors ?? 0) + 1);
  addEventListener("error", count);
  addEventListener("unhandledrejection", count);
  Object.prototype.toJSON = Array.prototype.toJSON = String.prototype.toJSON = () => "toJSON was asked";
  for (const key of ["method", "headers", "body", "signal", "mode", "cache", "integrity", "url", "orgId", "target", "credentials"]) Object.prototype[key] = "polluted";
  Object.defineProperty(Object.prototype, "redirect", { set() { throw new Error("setter"); }, get: () => "error", configurable: true });
  JSON.stringify = JSON.parse = () => { throw new Error("replaced"); };
  Array.prototype.forEach = Array.prototype.map = Array.prototype.includes = function () { throw new Error("replaced"); };
  Object.keys = Object.entries = Object.assign = () => { throw new Error("replaced"); };
  window.Map = window.Set = function () { throw new Error("replaced"); };
  const native = window.fetch;
  window.fetch = function (...args) { return native.apply(this, args); };
</script>`;

export default {
  name: "replaced globals, polluted prototypes, clobbered names and a wrapped fetch do no harm",
  async run({ page, host, server, chat, allow, until, assert }) {
    // The form that stands where options could be has none.
    allow(/needs an orgId/);
    const sent = [];
    page.on("request", (request) => request.url().endsWith("/chat/stream") && sent.push(request));

    await page.goto(host.serve(html(CLOBBER + snippet(server, { userTraits: { plan: "pro" } })), { path: "/clobbered" }));
    await chat.open();
    await chat.ask("What is this?");
    assert.match(await chat.turns.last().innerText(), /\w{4}/);

    sent.splice(0);
    await page.goto(host.serve(html(POLLUTE + snippet(server, { userId: "u1", userTraits: { plan: "pro", tags: ["a", "b"] } })), { path: "/polluted" }));
    await chat.launcher.click();
    await chat.composer.waitFor();
    await chat.composer.fill("What is this?");
    await chat.composer.press("Enter");
    await until(() => sent.length > 0, "the question is sent");
    const [request] = sent;
    assert.equal(request.method(), "POST");
    const body = JSON.parse(request.postData());
    assert.equal(body.message, "What is this?");
    assert.ok(!request.postData().includes("toJSON"), request.postData());
    assert.deepEqual(body.custom_fields ?? body.user_traits, { plan: "pro", tags: ["a", "b"] });
    await chat.answered(1);
    assert.equal(await page.locator("html").getAttribute("data-errors"), null, "the page's own error counter stays at 0");

    // A translator or an extension rewrites our text nodes; the next answer is drawn all the same.
    await page.goto(host.serve(html(snippet(server)), { path: "/translated" }));
    await chat.open();
    await chat.ask("What is this?");
    await page.evaluate(() => {
      const root = document.querySelector("halo-agents").shadowRoot;
      const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
      const texts = [];
      while (walker.nextNode()) texts.push(walker.currentNode);
      for (const text of texts.filter((one) => one.data.trim())) {
        const font = document.createElement("font");
        text.replaceWith(font);
        font.append(text.data.toUpperCase());
      }
      for (const field of root.querySelectorAll("textarea, [role=log]")) field.before(document.createElement("grammar-extension"));
    });
    await chat.ask("And once more?");
    await chat.close.click();
    await chat.launcher.click();
    assert.equal(await chat.turns.count(), 2);
  },
};
