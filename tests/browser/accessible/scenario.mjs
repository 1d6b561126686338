// axe-core in every state of the panel, target sizes included (A14, A15, A17), light and dark, on a phone, right to left.

import { violations } from "../harness/axe.mjs";
import { QUESTION } from "../harness/place.mjs";
import { teammate } from "../harness/teammate.mjs";
import { IS_PLAIN } from "../harness/host.mjs";
import { ONCE_MORE } from "../harness/chat.mjs";

const PHONE = { width: 320, height: 568 };
const DESKTOP = { width: 1280, height: 800 };

/** What axe finds inside our element, as short lines. */
const found = async (page) => {
  const all = await violations(page, { include: [["halo-agents"]] }, { rules: { "target-size": { enabled: true } } });
  return all.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id}: ${target.flat().join(" ")}: ${failureSummary.replace(/\s+/g, " ")}`));
};

/** A person comes into the conversation and goes. */
async function talking({ server, panel, turns, before, clean }) {
  const ada = await teammate(server);
  await ada.arrives();
  await panel.locator(".header > button").first().click();
  await panel.locator(".live button").waitFor();
  await clean("waiting for a person");
  const { session_id: session } = (await ada.listed()).find(({ state }) => state === "waiting");
  await ada.on(session, "take");
  await ada.on(session, "say", { text: "Hello" });
  await turns.nth(before + 1).waitFor();
  await clean("with a person");
  await ada.on(session, "close");
  await panel.locator(".live button").nth(1).waitFor();
  await clean("asked whether it helped");
  await ada.leaves();
}

/** Goes through the states; what axe found in each. */
async function states({ page, host, server }, config, words) {
  const problems = [];
  const clean = async (state) => problems.push(...(await found(page)).map((problem) => `${words}, ${state}: ${problem}`));
  await page.goto(host.shop(server, { load: "eager", ...config }, { path: `/${words.replace(/\W/g, "-")}` }));
  await clean("closed");
  await page.locator("halo-agents").locator("button").first().click();
  const panel = page.locator("halo-agents").getByRole("dialog");
  await panel.waitFor();
  await clean("open");
  const turns = panel.getByRole("article");
  const before = await turns.count();
  await panel.locator("textarea").first().fill(QUESTION);
  await panel.locator("textarea").first().press("Enter");
  await turns.nth(before).locator(".tools").first().waitFor();
  await clean("answered");
  await turns.nth(before).locator(".tools .tools button").last().click();
  await clean("editing");
  await panel.locator(".menu > button").click();
  await clean("menu");
  await page.keyboard.press("Escape");
  // People come into the WebAssembly form only.
  if (!IS_PLAIN) await talking({ server, panel, turns, before, clean });
  await panel.locator(".header > button").first().click();
  await panel.locator(".ticket input").first().waitFor();
  await clean("ticket form");
  await panel.locator(".ticket button[type=submit]").click();
  await clean("ticket form with a problem");
  return problems;
}

/** What shows beside the closed panel: a teaser, a banner, a highlight with its note. */
async function guiding({ page, context, host, server }, theme) {
  await context.route("**/config?*", async (route) => {
    const response = await route.fetch(ONCE_MORE);
    const config = await response.json();
    config.agent.style.banners = [{ id: "sale", text: "**Sale** until [Sunday](https://example.org/)", url: "/sale", action_label: "See it" }];
    await route.fulfill({ response, json: config });
  });
  // Who has talked already is not greeted.
  await page.evaluate(() => (localStorage.clear(), sessionStorage.clear()));
  await page.goto(host.shop(server, { load: "eager", theme }, { path: `/guiding-${theme}` }));
  for (const part of [".teaser", ".banner"]) await page.locator(`halo-agents ${part}`).waitFor();
  await page.evaluate(() => HaloAgents.getInstance().highlightElement("h1", { message: "Look at this" }));
  await page.locator("halo-agents .ring").waitFor();
  const problems = await found(page);
  await context.unroute("**/config?*");
  return problems.map((problem) => `guiding, ${theme}: ${problem}`);
}

async function refused({ page, host, server, chat, allow }) {
  allow(/401|HaloAgents/);
  await page.goto(host.shop(server, { load: "eager", apiKey: "ab_live_wrong" }, { path: "/refused" }));
  await chat.open();
  await chat.composer.fill("Hello?");
  await chat.composer.press("Enter");
  await chat.says("not sent");
  return found(page);
}

export default {
  name: "axe finds nothing in any state, light and dark, on a phone, right to left, with colours of a customer",
  options: { page: { globals: ["axe", "__core-js_shared__"] } },
  async run(scenario) {
    const { page, assert } = scenario;
    const problems = [];
    problems.push(...(await states(scenario, { theme: "light" }, "light")));
    problems.push(...(await states(scenario, { theme: "dark" }, "dark")));
    problems.push(...(await states(scenario, { locale: "ar" }, "right to left")));
    for (const theme of ["light", "dark"]) problems.push(...(await guiding(scenario, theme)));
    await page.setViewportSize(PHONE);
    problems.push(...(await states(scenario, {}, "phone")));
    await page.setViewportSize(DESKTOP);
    problems.push(...(await refused(scenario)));
    assert.deepEqual(problems, []);
  },
};
