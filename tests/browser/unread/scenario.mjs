// Unread belongs to the conversation as it is stored: it outlives a reload, every tab counts the same, and opening one of
// them is seeing it in all.

import { QUESTION } from "../harness/place.mjs";
import { fault, overLine } from "../harness/proxy.mjs";
import { IS_PLAIN } from "../harness/host.mjs";
import { Chat, holdBack } from "../harness/chat.mjs";

/** What is stored comes after the panel, and begins at what is unread there too. */
async function late({ context, url, until, assert, sees }) {
  const page = await context.newPage();
  const release = await holdBack(page, /halo_talk/);
  await page.goto(url);
  const slow = new Chat(page);
  await slow.launcher.click();
  await slow.composer.waitFor();
  assert.equal(await slow.turns.count(), 0);
  release();
  await until(async () => (await slow.turns.count()) === 5 && sees(slow), "what is stored comes after the panel, and begins there too");
}

export default {
  name: "what nobody has seen is counted after a reload and in every tab, and the panel opens at it",
  async run({ page, context, host, server, chat, allow, until, assert }) {
    await overLine({ server, allow }, async (line) => {
      const unread = (it) => it.getByRole("button", { name: /1 unread/ });
      const url = host.shop(server, { apiUrl: line.api, load: "eager" });
      await page.goto(url);
      await chat.open();
      /** Asks, and is answered behind a closed panel. */
      const miss = async (question) => {
        const before = line.requests.length;
        line.plan(fault.delay(800));
        await chat.composer.fill(question);
        await chat.composer.press("Enter");
        await until(() => line.requests.length > before, "it was asked");
        await chat.close.click();
        await unread(page).waitFor();
      };
      for (const question of [QUESTION, "How do I style the panel?", "What is the door?"]) await chat.ask(question);
      await miss("What is a session?");

      await page.reload();
      await unread(page).waitFor();
      const other = await context.newPage();
      await other.goto(url);
      await unread(other).waitFor();

      const there = new Chat(other);
      await unread(other).click();
      await there.composer.waitFor();
      const sees = async (it) => {
        const [log, turn] = [await it.transcript.boundingBox(), await it.turns.last().boundingBox()];
        return turn.y >= log.y && turn.y < log.y + log.height / 2;
      };
      await until(() => sees(there), "the unread answer's turn begins in view");
      await until(async () => (await unread(page).count()) === 0, "and counts as seen in the other tab");
      await other.close();
      await page.reload();
      await chat.launcher.waitFor();
      await chat.open();
      assert.equal(await chat.turns.count(), 4);

      await miss("How long is it kept?");
      // The plain form is one file: what is stored comes with the panel.
      if (!IS_PLAIN) await late({ context, url, until, assert, sees });
    });
  },
};
