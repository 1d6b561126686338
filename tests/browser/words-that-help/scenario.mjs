// What is wrong is said to the one who can change it: to the visitor in words, to the developer by onError and the console.

import { DEMO } from "../harness/place.mjs";
import { page as html, snippet } from "../harness/host.mjs";

/** One over the limit of a message. */
const TOO_LONG = "x".repeat(10_001);

const withErrors = (server, config) =>
  html(
    `<script>window.seen = [];</script>${snippet(server, config).replace(/\}\);<\/script>$/, ", onError: (error) => seen.push({ code: error.code, status: error.status, message: error.message }) });</script>")}`,
  );

export default {
  name: "a wrong key, an unknown organisation and 10,001 characters are each said in words that help",
  options: { page: { globals: ["seen"] } },
  async run({ page, host, server, chat, trace, allow, until, assert }) {
    // The browser prints each refused request by itself; the line of ours beside it says what to change.
    allow(/status of 40[0-9]/);
    const wrongKey = /HaloAgents: the answer: .* 401: .*Check apiKey in HaloAgents\.init/;
    const wrongOrganisation = /HaloAgents: the agent's configuration: .* 404: .*Check orgId and apiUrl/;
    // Of a page that stays until its events are sent, too.
    const noEvents = /HaloAgents: the server refused the API key \(401\); no events are sent/;
    for (const words of [wrongKey, wrongOrganisation, noEvents]) allow(words);
    const seen = () => page.evaluate(() => window.seen);

    // 401: the visitor learns that it is not their fault, the developer which key is meant.
    await page.goto(host.serve(withErrors(server, { apiKey: "ab_live_wrong" }), { path: "/key" }));
    await chat.open();
    await chat.composer.fill("Hello?");
    await chat.composer.press("Enter");
    await chat.says(/not set up correctly|site's owner/);
    await until(async () => (await seen()).some(({ status }) => status === 401), "onError hears of the 401");
    assert.match((await seen()).find(({ status }) => status === 401).message, /key/i);

    // 404: no agent.
    await page.goto(host.serve(withErrors(server, { orgId: "00000000-0000-4000-8000-000000000000" }), { path: "/org" }));
    await chat.launcher.click();
    await chat.panel
      .getByText(/not available|not set up/)
      .first()
      .waitFor();
    await until(async () => (await seen()).some(({ status }) => status === 404), "onError hears of the 404");

    for (const words of [wrongKey, wrongOrganisation]) {
      await until(() => trace.lines.some((line) => words.test(line)), `the console says ${words}`);
    }

    // 400: the field keeps the whole text, says how much is too much, and sends nothing.
    const sent = [];
    page.on("request", (request) => request.url().includes("/chat") && sent.push(request.url()));
    await page.goto(host.serve(withErrors(server, {}), { path: "/long" }));
    await chat.open();
    await chat.composer.fill(TOO_LONG);
    await chat.panel.getByText(/1 characters? too many\./).waitFor();
    await chat.composer.press("Enter");
    assert.equal(await chat.composer.getAttribute("aria-invalid"), "true");
    assert.equal((await chat.composer.inputValue()).length, TOO_LONG.length, "nothing is cut");
    assert.deepEqual(sent, []);

    // The server refuses the same, with its own words, for those who do not come through the widget.
    const refused = await server.call("/chat", { message: TOO_LONG });
    assert.equal(refused.status, 400);
    assert.match((await refused.json()).error, /10,?000/);
    assert.equal((await server.call("/chat", { message: "x" }, { authorization: "Bearer ab_live_wrong" })).status, 401);
    const unknown = await fetch(`${server.api}/config?org_id=${DEMO.orgId.replace(/^0d9c/, "0000")}`);
    assert.equal(unknown.status, 404);
    assert.equal(typeof (await unknown.json()).error, "string");
  },
};
