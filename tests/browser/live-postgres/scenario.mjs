// A conversation with the team from its beginning to its end, with the visitor's page on one process and the team on another of
// one Postgres: two who press at once, a page in the background, one without a network, one that was closed.

import { Chat } from "../harness/chat.mjs";
import { page as html, snippet } from "../harness/host.mjs";
import { DEMO } from "../harness/place.mjs";
import { POSTGRES, newDatabase } from "../harness/postgres.mjs";
import { startServer } from "../harness/server.mjs";
import { anotherTeammate, teammate } from "../harness/teammate.mjs";

export default {
  name: "over two processes of one Postgres a visitor waits, is taken by one of two, goes offline, comes back, and rates",
  options: { form: "WebAssembly", needs: POSTGRES },
  async run({ page, context, host, chat, until, assert, allow }) {
    const database = newDatabase();
    const visitors = await startServer({ database });
    const team = await startServer({ database });
    try {
      const people = { Ada: await teammate(team), Grace: anotherTeammate(team, "Grace") };
      for (const person of Object.values(people)) await person.arrives();
      const address = host.serve(html(snippet(visitors)));
      await page.goto(address);
      await chat.open();
      await chat.ask("What is a session?");
      await chat.panel.getByRole("button", { name: "Talk to a person" }).click();
      await chat.panel.getByText("Place in the queue: 1").waitFor();
      const [{ session_id: session }] = await people.Grace.listed();

      // Both press: one has it, and the other reads who.
      const names = Object.keys(people);
      const taken = await Promise.allSettled(names.map((name) => people[name].on(session, "take")));
      assert.deepEqual(taken.map(({ status }) => status).sort(), ["fulfilled", "rejected"]);
      const [name] = names.filter((_, at) => taken[at].status === "fulfilled");
      const [{ reason }] = taken.filter(({ status }) => status === "rejected");
      assert.match(reason.message, new RegExp(`409 .*${name} has this conversation`));
      const otherName = names.find((it) => it !== name);
      const [person, other] = [people[name], people[otherName]];
      assert.match(await other.on(session, "say", { id: "x", text: "Me, too" }).catch(({ message }) => message), new RegExp(`${name} has this conversation`));
      await chat.panel.getByRole("heading", { name }).waitFor();

      // Typing and reading, both ways.
      await person.on(session, "typing", { on: true });
      await chat.panel.getByText(`${name} is typing…`).waitFor();
      await chat.composer.fill("From the visitor");
      await chat.composer.press("Enter");
      await until(async () => (await person.heard(session)).includes("From the visitor"), "it reaches the team");
      await person.on(session, "say", { id: "p1", text: "From the team" });
      await chat.says("From the team");
      const { length } = await person.heard(session);
      await person.on(session, "read", { up_to: length });
      await chat.panel.getByText("Read", { exact: true }).waitFor();

      // A second tab reads the same, and so does the first after a reload in the middle.
      const tab = await context.newPage();
      const beside = new Chat(tab);
      await tab.goto(address);
      await beside.open();
      await page.bringToFront();
      await page.reload();
      await chat.open();
      await person.on(session, "say", { id: "p2", text: "To both tabs" });
      await Promise.all([chat.says("To both tabs"), beside.says("To both tabs")]);
      await tab.close();

      // Without a network nothing is lost on either side.
      allow(/Failed to load resource|ERR_|no response|did not answer/);
      await context.setOffline(true);
      await person.on(session, "say", { id: "p3", text: "While you were offline" });
      await chat.composer.fill("Written offline");
      await chat.composer.press("Enter");
      await context.setOffline(false);
      await chat.says("While you were offline");
      const written = async () => (await person.heard(session)).includes("Written offline");
      const again = chat.panel.getByRole("button", { name: "Try again" });
      await until(async () => (await written()) || (await again.isVisible()), "what was written offline is sent, or can be");
      if (!(await written())) await again.click();
      await until(written, "what was written offline reaches the team");

      // With no page at all, the words wait.
      await page.goto("about:blank");
      await person.on(session, "say", { id: "p4", text: "While nobody was there" });
      await page.goto(address);
      await page.getByRole("button", { name: /^Open chat.*1/ }).waitFor();
      await chat.open();
      await chat.says("While nobody was there");

      // Back to the agent, and to the team again: who talks to the agent alone hears of it with the next answer.
      await person.on(session, "hand_back");
      await chat.panel.getByText("AI assistant").waitFor();
      await chat.ask("How do I style the panel?");
      await other.on(session, "take");
      await chat.composer.fill("Who answers now?");
      await chat.composer.press("Enter");
      await chat.panel.getByRole("heading", { name: otherName }).waitFor();
      await other.on(session, "close");
      await chat.panel.getByText("Did that help?").waitFor();
      await chat.panel.locator(".live").getByRole("button", { name: "Helpful", exact: true }).click();
      const rated = async () => team.command("export", DEMO.orgId).includes('"rating":5');
      await until(rated, "the word on it is kept");

      const lines = [
        "From the visitor",
        "From the team",
        "To both tabs",
        "While you were offline",
        "Written offline",
        "While nobody was there",
        "Who answers now?",
      ];
      const heard = await person.heard(session);
      // Turns out of view have no innerText (content-visibility).
      const shown = await chat.transcript.textContent();
      for (const line of lines) {
        assert.equal(heard.filter((it) => it === line).length, 1, `${line}: once for the team`);
        assert.equal(shown.split(line).length - 1, 1, `${line}: once for the visitor`);
      }
    } finally {
      await visitors.stop();
      await team.stop();
    }
  },
};
