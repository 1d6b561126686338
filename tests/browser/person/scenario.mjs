// A visitor whom no answer helps reaches a person: the form asks for what is missing in words, keeps what was written
// through a failure, and ends with the ticket's number.

import { page as html, snippet } from "../harness/host.mjs";

export default {
  name: "a visitor whom no answer helps leaves a message for a person and gets its number",
  async run({ page, host, server, chat, allow, assert }) {
    await page.goto(host.serve(html(snippet(server))));
    await chat.open();
    await chat.ask("Which medal did the purple walrus win?");
    await chat.says(/Talk to a person/);

    await chat.panel.getByRole("button", { name: "Talk to a person" }).click();
    const field = (name) => chat.panel.getByRole("textbox", { name });
    await field("Subject").waitFor();
    assert.equal(await field("Subject").inputValue(), "Which medal did the purple walrus win?");
    assert.equal((await chat.focused()).name, "Subject");
    await field("What can we help with?").fill("It was a fine race.");
    const send = chat.panel.getByRole("button", { name: "Send to a person" });
    await send.click();
    await chat.panel.getByText("Please give an e-mail address to answer to.").first().waitFor();

    await field("Your e-mail address").fill("walrus@example.org");
    allow(/Failed to load resource|no response/);
    await page.route("**/tickets/create", (route) => route.abort(), { times: 1 });
    await send.click();
    await chat.panel.getByText("Your message is with us.").first().waitFor();

    const [ticket] = server.rows("SELECT id, subject, message, email, source FROM tickets");
    assert.equal(ticket.subject, "Which medal did the purple walrus win?");
    assert.equal(ticket.message, "It was a fine race.");
    assert.equal(ticket.source, "widget");
    await chat.panel.getByText(ticket.id).waitFor();
    await page.keyboard.press("Escape");
    await chat.composer.waitFor();
    assert.ok(await chat.isOpen(), "Escape closes the form and leaves the chat open");
  },
};
