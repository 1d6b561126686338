// What belongs to a person goes with them: log-out, another user and "Delete the conversation" leave nothing on the screen or
// in storage, and what one user had left in the composer waits for that user alone.

import { QUESTION } from "../harness/place.mjs";

/** Runs in the page: a picture is dropped into the composer. */
const bring = () => {
  const canvas = Object.assign(document.createElement("canvas"), { width: 20, height: 20 });
  const bytes = Uint8Array.from(atob(canvas.toDataURL("image/png").split(",")[1]), (char) => char.charCodeAt(0));
  const data = new DataTransfer();
  data.items.add(new File([bytes], "picture.png", { type: "image/png" }));
  const root = document.querySelector("halo-agents").shadowRoot;
  root.querySelector(".log").dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }));
};

/** Runs in the page: all that is stored, but the decision about being recorded and events, which have an owner of their own. */
const stored = () =>
  JSON.stringify([localStorage, sessionStorage].flatMap((area) => Object.entries(area).filter(([key]) => /^halo:(?!events|consent)/.test(key))));

const deleteAll = async (chat) => {
  await chat.panel.getByRole("button", { name: "More", exact: true }).click();
  await chat.panel.getByRole("button", { name: "Delete the conversation" }).click();
  await chat.panel.getByRole("button", { name: "Delete", exact: true }).click();
};

const WAYS = {
  "log-out": ({ page }) => page.evaluate(() => HaloAgents.getInstance().reset()),
  "another user": ({ page }) => page.evaluate(() => HaloAgents.getInstance().identify("u2")),
  deletion: ({ chat }) => deleteAll(chat),
};

export default {
  name: "log-out, another user and deletion leave nothing of a person, on screen and in storage",
  async run({ page, host, server, chat, until, assert }) {
    const previews = chat.panel.getByRole("button", { name: "Remove the image" });
    for (const [way, leave] of Object.entries(WAYS)) {
      await page.goto(host.shop(server, { load: "eager", userId: "u1" }, { path: `/${way.replace(" ", "-")}` }));
      await chat.open();
      await chat.ask(QUESTION);
      await chat.panel.getByRole("button", { name: "Attach an image" }).waitFor();
      await page.evaluate(bring);
      await until(async () => (await previews.count()) === 1, `${way}: the picture is there`);
      await chat.composer.fill("a sentinel of u1");
      await until(async () => (await page.evaluate(stored)).includes("a sentinel of u1"), `${way}: the draft is kept`);
      await leave({ page, chat });
      assert.equal(await chat.composer.inputValue(), "", `${way}: the composer`);
      assert.equal(await previews.count(), 0, `${way}: its pictures`);
      assert.equal(await chat.turns.count(), 0, `${way}: the turns`);
      const left = await page.evaluate(stored);
      assert.doesNotMatch(left, /sentinel|identity|"u1"/i, `${way}: storage`);
      await page.evaluate(() => HaloAgents.getInstance().reset());
    }

    // Who signs in on the next page is not who wrote.
    const url = (userId) => host.shop(server, { load: "eager", userId }, { path: `/as-${userId}` });
    await page.goto(url("u1"));
    await chat.open();
    await chat.composer.fill("mine alone");
    await page.goto(url("u2"));
    await chat.open();
    assert.equal(await chat.composer.inputValue(), "", "another user does not see it");
    await page.goto(url("u1"));
    await chat.open();
    assert.equal(await chat.composer.inputValue(), "", "and it is gone for good");
    await page.evaluate(() => HaloAgents.getInstance().reset());
  },
};
