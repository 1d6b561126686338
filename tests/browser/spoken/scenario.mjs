// What a screen reader is told, in order (A02, A03, A05, A24): never token by token, never the marks of Markdown.

import { QUESTION } from "../harness/place.mjs";

/** Runs in the page: notes what is written into the live regions. */
const listen = () => {
  const root = document.querySelector("halo-agents").shadowRoot;
  globalThis.heard = [];
  for (const region of root.querySelectorAll("[aria-live]:not([aria-live=off])")) {
    new MutationObserver(() => region.textContent && heard.push([region.ariaLive, region.textContent])).observe(region, {
      childList: true,
      characterData: true,
      subtree: true,
    });
  }
};

export default {
  name: "a screen reader hears that an answer is written, then the answer once, and errors at once",
  options: { page: { globals: ["heard"] } },
  async run({ page, context, host, server, chat, allow, until, assert }) {
    await page.goto(host.shop(server, { load: "eager" }));
    await chat.open();
    await page.evaluate(listen);
    await chat.panel.getByRole("button", { name: QUESTION }).press("Enter");
    await chat.answered(1);
    await chat.expectFocus("textarea", "Message");
    await until(async () => (await page.evaluate(() => heard.length)) >= 2, "both were said");
    const [begun, answer, ...rest] = await page.evaluate(() => heard);
    assert.deepEqual(begun, ["polite", "Writing an answer…"]);
    assert.equal(answer[0], "polite");
    assert.match(answer[1], /identity|token/i);
    assert.doesNotMatch(answer[1], /\]\(|\*\*|```|<\w/, "no marks of Markdown or HTML");
    assert.deepEqual(rest, [], "once, and nothing else");

    const said = () =>
      page.evaluate(() =>
        [...document.querySelector("halo-agents").shadowRoot.querySelectorAll("[aria-live]:not([aria-live=off])")].map((it) => it.textContent).join(""),
      );
    await until(async () => (await said()) === "", "what was said is taken away");

    const tree = await chat.turns.last().ariaSnapshot();
    assert.match(tree, /text: "?You: /);
    assert.match(tree, /button "Copy"/);
    assert.match(tree, /button "Helpful"/);
    const stops = await chat.panel.evaluate((panel) =>
      [...panel.querySelectorAll("[tabindex]")].map((it) => it.getAttribute("tabindex")).filter((it) => it !== "0" && it !== "-1"),
    );
    assert.deepEqual(stops, [], "A09: tabindex is 0 or -1");

    allow(/ERR_INTERNET_DISCONNECTED|HaloAgents: the answer/);
    await page.evaluate(() => (heard.length = 0));
    await context.setOffline(true);
    await chat.composer.fill("And now?");
    await chat.composer.press("Enter");
    await until(() => page.evaluate(() => heard.some(([urgency]) => urgency === "assertive")), "the failure was said");
    const errors = (await page.evaluate(() => heard)).filter(([urgency]) => urgency === "assertive");
    assert.equal(errors.length, 1);
    assert.match(errors[0][1], /^Your message was not sent\. .*Check your network/);
    await chat.turns.last().getByRole("button", { name: "Try again" }).waitFor();
    await chat.expectFocus("textarea", "Message");
    await context.setOffline(false);
  },
};
