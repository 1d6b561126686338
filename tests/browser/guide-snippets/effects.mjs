// What is seen of a snippet where it is something else than a chat that opens and answers: by the name of the snippet, which
// is its page and heading. `it` is the page with everything around it, `content` the snippet as it belongs into a page.

import { execFileSync } from "node:child_process";

import { pass } from "../harness/addresses.mjs";
import { DEMO } from "../harness/place.mjs";
import { POLICIES } from "./policies.mjs";

/** The demo's snippet, for what needs a chat that runs already. */
const SNIPPET = `<script src="https://chat.example.com/sdk/latest/haloagents.umd.js"></script>
<script>HaloAgents.init(${JSON.stringify({ ...DEMO, apiUrl: "https://chat.example.com/api/sdk", load: "eager" })});</script>`;

const request = (page, path) => page.waitForRequest((one) => one.url().endsWith(path) && one.method() === "POST").then((one) => one.postDataJSON());

/** Runs a snippet on a page that has a chat, with the names that the guide takes for granted. */
async function called({ page, open, fence }, given = {}, body = "") {
  await open(body + SNIPPET);
  return page.evaluate(
    ([code, names]) => new (async () => {}).constructor("chat", ...Object.keys(names), code)(HaloAgents.getInstance(), ...Object.values(names)),
    [fence.code, given],
  );
}

/** What the chat reads as its configuration is set by the server's own command: the only agent of an organisation. */
async function styled({ server, open, fence }, change = () => {}) {
  const style = JSON.parse(fence.code);
  change(style);
  const told = server.command("org", "add", "Styled");
  const [orgId, apiKey] = [told.match(/[0-9a-f-]{36}/)[0], told.match(/ab_live_\w+/)[0]];
  server.command("agent", "status", server.command("agent", "list", orgId).match(/[0-9a-f-]{36}/)[0], "paused");
  server.command("agent", "add", orgId, "Styled", "--profile", JSON.stringify({ style }));
  return (path) => open(SNIPPET.replace(DEMO.orgId, orgId).replace(DEMO.apiKey, apiKey), { path });
}

const isGone = ({ chat, page }) =>
  page
    .waitForFunction(() => window.HaloAgents?.getInstance())
    .then(() => chat.launcher.count())
    .then((count) => count === 0);

/** On some paths there is no launcher, on others there is. */
const quietOn = (paths, loud) => async (it, content) => {
  for (const path of paths) {
    await it.open(content, { path });
    it.assert.ok(await isGone(it), `a launcher on ${path}`);
  }
  await it.open(content, { path: loud });
  await it.converse(it.chat);
};

const style = (locator, name) => locator.evaluate((it, name) => getComputedStyle(it).getPropertyValue(name), name);

/** The user of a snippet with identification is known to the server afterwards. */
const identifies = (names) => async (it) => {
  const { server, org, fence, until, page, open } = it;
  const token = org.token("user-42", 600);
  const said = request(page, "/users/identify");
  const tag = SNIPPET.replace(DEMO.orgId, org.orgId).replace(DEMO.apiKey, org.apiKey);
  await open(tag);
  await page.evaluate(
    ([code, source, token]) => {
      const given = new Function("token", `return ${source};`)(token);
      return new Function("chat", ...Object.keys(given), code)(HaloAgents.getInstance(), ...Object.values(given));
    },
    [fence.code, names, token],
  );
  it.assert.equal((await said).user_token, token);
  await until(
    () => server.rows(`SELECT name FROM users WHERE user_id = 'user-42' AND org_id = '${org.orgId}'`).some(({ name }) => name === "Ada"),
    "the user is stored",
  );
};

export const EFFECTS = {
  ...POLICIES,

  // ---- install
  "docs/install.md#can-i-set-the-options-as-attributes-of-the-script-tag": quietOn(["/checkout/pay"], "/shop"),
  "docs/install.md#how-do-i-hide-the-launcher-on-some-pages-only": quietOn(["/checkout", "/sign-up"], "/sign-in-here"),
  "docs/install.md#how-do-i-open-the-chat-from-a-button-of-my-own": async (it, content) => {
    await it.open(content + SNIPPET);
    await it.page.getByRole("button", { name: "Ask us anything" }).click();
    await it.chat.composer.waitFor();
  },
  "docs/install.md#how-do-i-put-the-chat-inside-a-div-or-another-element-of-my-page": async (it, content) => {
    await it.open(`<div id="help" style="width: 420px; height: 560px"></div>${content}`);
    await it.chat.composer.waitFor();
    await it.converse(it.chat);
    const [panel, help] = [await it.chat.panel.boundingBox(), await it.page.locator("#help").boundingBox()];
    it.assert.deepEqual([panel.width, panel.height, await it.chat.launcher.count()], [help.width, help.height, 0]);
  },
  "docs/install.md#how-do-i-talk-to-a-hostagentes-agent-directly": async (it, content) => {
    const key = it.server.command("key", "add", DEMO.orgId, "--secret").match(/ha_\w+/)[0];
    const heard = [];
    await it.context.route("**/agent/**", (route) => {
      heard.push(new URL(route.request().url()).pathname);
      return pass(route, `${it.server.base}/api/v1`, { authorization: `Bearer ${key}` }, "/agent");
    });
    await it.open(content);
    await it.converse(it.chat);
    it.assert.deepEqual([...new Set(heard)], ["/agent/chat/stream"]);
  },

  // ---- what methods and callbacks do
  "docs/javascript-api.md#what-does-haloagentsinit-return": async (it, content) => {
    await it.open(content);
    await it.chat.composer.waitFor();
    await it.converse(it.chat);
  },
  "docs/javascript-api.md#how-do-i-identify-a-signed-in-user": identifies("{ token }"),
  "docs/identity-verification.md#how-do-i-pass-the-token-to-the-widget 2": identifies("{ token }"),
  "docs/frameworks.md#how-do-i-use-it-in-a-single-page-application-spa": identifies(
    "{ router: { afterLogin: (tell) => tell({ id: 'user-42', name: 'Ada', chatToken: token }) } }",
  ),
  "docs/javascript-api.md#how-do-i-hand-a-request-to-people-as-a-ticket": async (it) => {
    await called(it);
    const [ticket] = it.server.rows("SELECT email FROM tickets WHERE subject = 'Wrong size delivered'");
    it.assert.equal(ticket?.email, "ada@example.org");
  },
  "docs/javascript-api.md#how-do-i-tell-the-agent-what-is-on-the-page-or-in-the-cart": async (it) => {
    await called(it);
    const asked = request(it.page, "/chat/stream");
    await it.converse(it.chat);
    it.assert.deepEqual((await asked).context, { cart: { label: "Cart", type: "cart", value: { items: 3, total: 128 } } });
  },
  "docs/javascript-api.md#how-do-i-point-at-or-highlight-an-element-of-the-page": async (it) => {
    await called(it, {}, '<input id="coupon">');
    await it.page.locator("halo-agents .ring").waitFor();
    await it.page.locator("halo-agents").getByText("Your code goes here").first().waitFor();
  },
  "docs/javascript-api.md#which-actions-can-onaction-receive": async (it, content) => {
    // No agent of ours sends an action of a site's own; a server of the site's may.
    const answer =
      'event: token\nid: 0\ndata: {"content":"Here it is."}\n\nevent: action\nid: 1\ndata: {"id":"a1","type":"show_size_chart"}\n\nevent: done\nid: 2\ndata: {}\n\n';
    await it.context.route("**/chat/stream", (route) =>
      route.fulfill({ contentType: "text/event-stream", headers: { "access-control-allow-origin": "*" }, body: answer }),
    );
    await it.open(`<dialog id="sizes">Sizes</dialog>${content}`);
    await it.converse(it.chat);
    await it.page.locator("#sizes[open]").waitFor();
  },
  "docs/troubleshooting.md#the-chat-does-not-appear-or-show-up-what-can-i-do": async (it) => {
    // It sends an empty batch, to hear whether the key is known; the server refuses that with 400.
    it.trace.allow(/status of 400/);
    const table = new Promise((done) => it.page.on("console", (message) => message.type() === "table" && done(true)));
    await called(it);
    it.assert.ok(await table, "a table is printed");
  },
  "docs/languages.md#how-do-i-set-the-language-of-the-chat": async (it, content) => {
    await it.open(content);
    await it.page.getByRole("button", { name: "Chat öffnen", exact: true }).waitFor();
  },

  // ---- events
  "docs/events-and-privacy.md#how-do-i-turn-recording-off": async (it, content) => {
    const types = [];
    it.page.on("request", (one) => one.url().endsWith("/events") && types.push(...one.postDataJSON().events.map(({ event_type }) => event_type)));
    await it.open(`<button>Press</button>${content}`);
    await it.until(() => types.includes("page_view"), "the view is recorded");
    await it.page.getByRole("button", { name: "Press" }).click();
    await it.page.evaluate(() => HaloAgents.getInstance().track("after_the_click"));
    await it.until(() => types.includes("after_the_click"), "what came after the click is recorded");
    it.assert.ok(!types.includes("click"), types.join(" "));
  },
  "docs/events-and-privacy.md#how-do-i-keep-a-part-of-my-page-out-of-it": async (it, content) => {
    const seen = [];
    it.page.on("request", (one) => one.url().endsWith("/events") && seen.push(...one.postDataJSON().events));
    await it.open(`${content.replace("…", "<button id=inside>Inside</button>")}<button id=outside>Outside</button>${SNIPPET}`);
    await it.until(() => seen.some(({ event_type }) => event_type === "page_view"), "it records");
    await it.page.locator("#inside").click();
    await it.page.locator("#outside").click();
    await it.until(() => seen.some(({ event_type }) => event_type === "click"), "the click outside is recorded");
    it.assert.deepEqual(
      seen.filter(({ event_type }) => event_type === "click").map(({ element_selector }) => element_selector),
      ["button#outside"],
    );
  },
  "docs/events-and-privacy.md#how-do-i-record-an-event-of-my-own": async (it) => {
    await called(it);
    await it.until(
      () => it.server.rows("SELECT metadata FROM events WHERE event_type = 'cart_add'").some(({ metadata }) => JSON.parse(metadata).price === 389),
      "the event is stored",
    );
  },
  "docs/events-and-privacy.md#how-do-i-ask-for-consent-before-anything-is-recorded": async (it, content) => {
    await it.open(`<button id="accept">Accept</button>${content}`);
    await it.converse(it.chat);
    await it.chat.close.click();
    const stored = () => it.page.evaluate(() => Object.keys(localStorage).filter((key) => /^halo:(events|consent)/.test(key)));
    it.assert.deepEqual(await stored(), []);
    const sent = request(it.page, "/events");
    await it.page.locator("#accept").click();
    it.assert.equal((await sent).events[0].event_type, "page_view");
    it.assert.ok((await stored()).includes("halo:consent"));
  },

  // ---- identity
  "docs/identity-verification.md#how-do-i-pass-the-token-to-the-widget": async (it, content) => {
    await it.open(
      content
        .replace(DEMO.orgId, it.org.orgId)
        .replace(DEMO.apiKey, it.org.apiKey)
        .replace("TOKEN-FROM-YOUR-BACKEND", it.org.token("user-42", 600))
        .replace("<script>", `<script src="https://chat.example.com/sdk/latest/haloagents.umd.js"></script><script>`),
    );
    const asked = request(it.page, "/chat/stream");
    await it.converse(it.chat);
    it.assert.equal((await asked).user_id, "user-42");
  },
  "docs/identity-verification.md#what-happens-when-the-token-expires-and-how-is-it-renewed": async (it, content) => {
    const [ended, fresh] = [it.org.token("user-42", -60), it.org.token("user-42", 600)];
    let asked = 0;
    await it.context.route("**/chat-token", (route) => (asked++, route.fulfill({ body: fresh })));
    const tokens = [];
    it.page.on("request", (one) => one.url().includes("/api/sdk/") && one.method() === "POST" && tokens.push(one.postDataJSON().user_token));
    await it.open(content.replace(DEMO.orgId, it.org.orgId).replace(DEMO.apiKey, it.org.apiKey).replace("TOKEN-FROM-YOUR-BACKEND", ended));
    await it.converse(it.chat);
    it.assert.deepEqual([asked, tokens.includes(fresh), tokens.includes(ended)], [1, true, false]);
  },

  // ---- looks
  "docs/styling.md#how-do-i-change-the-colours-of-the-chat": async (it) => {
    await (await styled(it))();
    await it.page.locator("halo-agents .teaser").getByText("Hello! How can we help?").waitFor();
    it.assert.equal(await style(it.chat.launcher, "background-color"), "rgb(11, 110, 79)");
    await it.converse(it.chat);
    const header = it.page.locator("halo-agents [part~=header]");
    it.assert.deepEqual([await style(header, "background-color"), await style(header, "color")], ["rgb(11, 110, 79)", "rgb(255, 255, 255)"]);
  },
  "docs/styling.md#how-do-i-move-the-launcher-or-change-its-position": async (it, content) => {
    await it.open(content);
    const box = await it.chat.launcher.boundingBox();
    it.assert.deepEqual([box.x, 800 - box.y - box.height, await style(it.page.locator("halo-agents"), "z-index")], [24, 96, "500"]);
    await it.converse(it.chat);
  },
  "docs/styling.md#can-i-style-the-chat-with-my-own-css": async (it) => {
    await it.open(SNIPPET, { head: `<style>${it.fence.code}</style>` });
    await it.chat.open();
    it.assert.equal(await style(it.chat.panel, "border-top-left-radius"), "4px");
    it.assert.equal(await style(it.page.locator("halo-agents .launcher"), "box-shadow"), "none");
  },
  "docs/styling.md#which-css-custom-properties-can-i-set": async (it) => {
    await it.open(SNIPPET, { head: `<style>${it.fence.code}</style>` });
    await it.chat.open();
    it.assert.match(await style(it.chat.panel, "font-family"), /^Inter, sans-serif/);
    it.assert.equal(await style(it.page.locator("halo-agents .launcher"), "background-color"), "rgb(11, 110, 79)");
    const plain = await it.page.evaluate(() => document.styleSheets[0].ownerNode.remove()).then(() => style(it.chat.panel, "border-top-left-radius"));
    it.assert.notEqual(plain, "4px", "the radius was the page's");
  },
  "docs/teasers-and-banners.md#how-do-i-turn-single-parts-off": async (it, content) => {
    await it.open(content);
    await it.converse(it.chat);
    const { greeting, proactive, trigger } = await it.page.evaluate(() => HaloAgents.getInstance().debug().ui);
    it.assert.deepEqual([greeting, proactive, trigger], [false, false, true]);
  },
  "docs/teasers-and-banners.md#how-do-i-keep-the-chat-quiet-on-some-pages-such-as-the-checkout": quietOn(["/checkout", "/login", "/shop/embed"], "/login-help"),
  "docs/teasers-and-banners.md#how-do-i-set-up-a-banner-a-teaser-or-an-in-app-message": async (it) => {
    // It comes after twenty seconds on the path: here after one.
    const open = await styled(it, ({ proactive }) => (proactive[0].delay_ms /= 20));
    await open("/shoes/boots");
    const root = it.page.locator("halo-agents");
    await root.locator(".banner").getByText("Sale until Sunday").waitFor();
    it.assert.equal(await root.locator(".banner").getByRole("link", { name: "See it" }).getAttribute("href"), `${it.host.base}/sale`);
    await root.locator(".in-app").getByText("Your invoices have moved to Billing.").waitFor();
    await root.locator(".in-app").getByRole("button", { name: "Dismiss" }).click();
    await root.getByText("Not sure about the size?").first().waitFor();
  },

  // ---- site builders
  "docs/frameworks.md#how-do-i-add-it-to-wordpress": async (it) => {
    const printed = wordpress(it.fence.code);
    if (printed === undefined) return console.log("        php is not installed: the snippet for WordPress was not run");
    await it.open(printed);
    await it.converse(it.chat);
  },
};

/** What WordPress prints for `functions.php`: its five functions as its manual tells of them, run by PHP. */
function wordpress(code) {
  const functions = `<?php
    $tags = [];
    function add_action($hook, $call) { if ($hook === 'wp_enqueue_scripts') $call(); }
    function wp_json_encode($value) { return json_encode($value); }
    function wp_enqueue_script($handle, $src, $deps = [], $version = false, $args = []) { global $tags; $tags[$handle] = ['src' => $src, 'args' => $args, 'before' => '']; }
    function wp_add_inline_script($handle, $data, $position = 'after') { global $tags; if (isset($tags[$handle])) { $tags[$handle][$position] = $data; } return isset($tags[$handle]); }
    ${code}
    foreach ($tags as $handle => $tag) echo "<script id='$handle-js-before'>{$tag['before']}</script><script id='$handle-js' src='{$tag['src']}' {$tag['args']['strategy']}></script>";`;
  try {
    return execFileSync("php", { input: functions, encoding: "utf8" });
  } catch (error) {
    if (error.code === "ENOENT") return undefined;
    throw new Error(`${error.stdout}${error.stderr}`);
  }
}
