// A visitor asks for a person, one takes the conversation over, and both see what the other does: the teammate's program
// over the team's own API, the visitor in the browser. Nothing of it is fetched by who only talks to the agent.

import { Chat } from "../harness/chat.mjs";
import { page as html, snippet } from "../harness/host.mjs";
import { startServer } from "../harness/server.mjs";
import { teammate } from "../harness/teammate.mjs";

const ADA = "Ada";

export default {
  name: "a person of the team is asked for, comes, answers and goes, over a reload and a server that is killed",
  options: { form: "WebAssembly" },
  async run({ page, context, host, server, chat, until, assert, allow }) {
    const ada = await teammate(server);
    const fetched = [];
    page.on("request", (request) => fetched.push(new URL(request.url()).pathname));
    const address = host.serve(html(snippet(server)));
    await page.goto(address);
    await chat.open();
    await chat.ask("What is a session?");
    assert.ok(!fetched.some((path) => /halo_person|conversation/.test(path)), "nothing of it is fetched by who talks to the agent");

    const person = chat.panel.getByRole("button", { name: "Talk to a person" });
    await person.click();
    await chat.panel.getByRole("textbox", { name: "Subject" }).waitFor();
    await chat.panel.getByRole("button", { name: "Back to the chat" }).click();

    await ada.arrives();
    await person.click();
    await chat.panel.getByText("A person will join.").waitFor();
    await chat.panel.getByText("Place in the queue: 1").waitFor();
    const [{ session_id: session, state }] = await ada.listed();
    assert.equal(state, "waiting");
    await chat.composer.fill("Is anybody there?");
    await chat.composer.press("Enter");
    await until(async () => (await ada.heard(session)).includes("Is anybody there?"), "the question reaches the team");
    await until(async () => (await chat.turns.count()) === 2, "it stands in the transcript");

    await ada.on(session, "take");
    await chat.panel.getByRole("heading", { name: ADA }).waitFor();
    await chat.panel.getByText("From the team").waitFor();
    await ada.on(session, "typing", { on: true });
    await chat.panel.getByText("Ada is typing…").waitFor();
    await ada.on(session, "say", { id: "a1", text: "Yes, I am **here**." });
    await chat.panel.locator("strong", { hasText: "here" }).waitFor();
    await ada.on(session, "read", { up_to: 99 }).catch(() => {});
    assert.equal(await chat.turns.count(), 4, "that she has come stands there, too");

    // What comes behind a closed panel is counted.
    await chat.close.click();
    await ada.on(session, "say", { id: "a2", text: "Still there?" });
    await page.getByRole("button", { name: /^Open chat.*1/ }).waitFor();
    await page.reload();
    await page.getByRole("button", { name: /^Open chat.*1/ }).waitFor();
    await chat.open();
    await chat.panel.getByRole("heading", { name: ADA }).waitFor();
    assert.equal(await chat.turns.count(), 5);
    await ada.on(session, "say", { id: "a3", text: "After the reload" });
    await chat.says("After the reload");

    // Another tab shows the same, and one of them alone holds the line.
    const lines = () => fetched.filter((path) => path.endsWith("/conversation/events")).length;
    const before = lines();
    const other = await context.newPage();
    other.on("request", (request) => fetched.push(new URL(request.url()).pathname));
    const beside = new Chat(other);
    await other.goto(address);
    await beside.open();
    await beside.panel.getByRole("heading", { name: ADA }).waitFor();
    await ada.on(session, "say", { id: "a4", text: "To both" });
    await chat.says("To both");
    await beside.says("To both");
    assert.equal(lines(), before);
    await other.close();

    allow(/Failed to load resource|ERR_|no response|did not answer/);
    await server.kill();
    const again = await startServer({ data: server.data, port: new URL(server.base).port });
    const back = await teammate(again);
    try {
      await back.on(session, "say", { id: "a5", text: "After the server" });
      await chat.says("After the server");
      assert.equal(await chat.turns.count(), 8, "nothing twice");

      await back.on(session, "close");
      await chat.panel.getByText("Did that help?").waitFor();
      await chat.panel.locator(".live").getByRole("button", { name: "Helpful", exact: true }).click();
      await until(() => again.rows("SELECT rating FROM conversations")[0]?.rating === 5, "the word on it is kept");
      await chat.ask("How do I style the panel?");
      await chat.panel.getByText("AI assistant").waitFor();
    } finally {
      await again.stop();
    }
  },
};
