// A visitor's page speaks to one process and the teammate to another, on one Postgres; each is killed in turn while they
// speak. Both read the same in the same order, nothing is lost and nothing stands twice.

import { page as html, snippet } from "../harness/host.mjs";
import { POSTGRES, newDatabase } from "../harness/postgres.mjs";
import { startServer } from "../harness/server.mjs";
import { teammate } from "../harness/teammate.mjs";

const KILLS = 20;

export default {
  name: "visitor and teammate on two processes of one Postgres read the same, though each is killed ten times",
  options: { form: "WebAssembly", needs: POSTGRES, ms: 900_000 },
  async run({ page, host, chat, until, assert, allow }) {
    allow(/Failed to load resource|ERR_|no response|did not answer/);
    const database = newDatabase();
    const start = ({ data, port } = {}) => startServer({ database, data, port });
    const processes = [await start(), await start()];
    // Whichever started last has made the token that counts.
    let ada = await teammate(processes[1]);
    try {
      await ada.arrives();
      await page.goto(host.serve(html(snippet(processes[0]))));
      await chat.open();
      await chat.ask("What is a session?");
      await chat.panel.getByRole("button", { name: "Talk to a person" }).click();
      await chat.panel.getByText("A person will join.").waitFor();
      const [{ session_id: session }] = await ada.listed();
      await ada.on(session, "take");
      await chat.panel.getByRole("heading", { name: "Ada" }).waitFor();

      const expected = [];
      for (let kill = 0; kill < KILLS; kill++) {
        const dead = kill % 2;
        const [theirs, own] = [`From the team, ${kill}.`, `From the visitor, ${kill}.`];
        if (dead === 0) {
          // The visitor's process is gone while the teammate speaks.
          await processes[0].kill();
          await ada.on(session, "say", { id: `a${kill}`, text: theirs });
        } else {
          // A line that was acknowledged is there, however soon after it the process dies.
          await ada.on(session, "say", { id: `a${kill}`, text: theirs });
          await processes[1].kill();
        }
        const { data, base } = processes[dead];
        processes[dead] = await start({ data, port: new URL(base).port });
        ada = await teammate(processes[dead], processes[1].base);
        // Sent again by a program that did not hear whether it had arrived: the same line.
        await ada.on(session, "say", { id: `a${kill}`, text: theirs });
        await chat.says(theirs);
        await chat.composer.fill(own);
        await chat.composer.press("Enter");
        await until(async () => (await ada.heard(session)).includes(own), `${own} reaches the team`);
        expected.push(theirs, own);
      }
      const said = (texts) => texts.filter((text) => /^From the (team|visitor), \d+\.$/.test(text));
      assert.deepEqual(said(await ada.heard(session)), expected);
      // Turns out of view have no innerText (content-visibility).
      const shown = (await chat.transcript.textContent()).match(/From the (team|visitor), \d+\./g);
      assert.deepEqual(shown, expected);
      await ada.on(session, "close");
      await chat.panel.getByText("Did that help?").waitFor();
    } finally {
      for (const it of processes) await it.stop();
    }
  },
};
