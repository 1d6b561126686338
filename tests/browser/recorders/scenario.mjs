// Who records pages (session replay) learns nothing of what is typed, asked and answered: no attribute holds a word of it, and
// texts lie within what the recorders mask, unless the page wants them to be recorded.

const WORDS = /sentinel|quokka/i;

/** Runs in the page: attributes of the widget, its host included, in which there is more than a name of ours. */
const attributes = () => {
  const host = document.querySelector("halo-agents");
  const all = [host, ...host.shadowRoot.querySelectorAll("*")];
  return all.flatMap((it) => [...it.attributes].filter(({ name }) => name !== "href").map(({ name, value }) => `${it.localName} ${name}=${value}`));
};

/** What each recorder looks for, at the element or above it. */
const MASKS = [".sentry-mask", ".rr-mask", ".ph-mask", ".fs-mask", ".amp-mask", ".nr-mask", ".mp-mask", ".highlight-mask"].concat(
  ["data-dd-privacy=mask", "data-private", "data-hj-suppress", "data-clarity-mask", "data-recording-sensitive", "data-openreplay-obscured"].map(
    (it) => `[${it}]`,
  ),
);

const masked = (page, selector) =>
  page.evaluate(
    ([selector, masks]) => {
      const it = document.querySelector("halo-agents").shadowRoot.querySelector(selector);
      return masks.filter((mask) => !it.closest(mask));
    },
    [selector, MASKS],
  );

export default {
  name: "no attribute holds what was typed, asked or answered, and recorders find it masked",
  async run({ page, host, server, chat, until, assert }) {
    await page.goto(host.shop(server, { load: "eager" }));
    await chat.open();
    await chat.ask('What is a "sentinel" quokka?');
    await chat.ask("What is this?");
    await chat.panel.getByRole("button", { name: "Edit the question" }).click();
    await chat.composer.fill("half a sentinel\nof a quokka");
    const found = (await page.evaluate(attributes)).filter((it) => WORDS.test(it));
    assert.deepEqual(found, []);
    const high = await chat.composer.evaluate((field) => field.clientHeight);
    await chat.composer.fill("one line");
    await until(async () => (await chat.composer.evaluate((field) => field.clientHeight)) < high, "the field is as high as its text");
    for (const place of [".log", "textarea#message", "[aria-live=polite]"]) assert.deepEqual(await masked(page, place), [], place);
    await page.evaluate(() => HaloAgents.getInstance().destroy());

    await page.goto(host.shop(server, { load: "eager", sessionReplay: "shown" }, { path: "/shown" }));
    await chat.open();
    assert.deepEqual(await masked(page, ".log"), MASKS);
  },
};
