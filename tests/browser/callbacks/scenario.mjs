// What the page is told, in which shape; and a callback that throws disturbs nothing.

import { DEMO } from "../harness/place.mjs";
import { page as html } from "../harness/host.mjs";

const NAMES = ["onReady", "onError", "onMessage", "onAction", "onChatOpen", "onChatClose"];

const content = (server, act) =>
  html(`
<script src="${server.door}"></script>
<script>
  window.told = [];
  const callbacks = {};
  for (const name of ${JSON.stringify(NAMES)}) callbacks[name] = (...args) => { told.push([name, ...args.map((one) => ({ ...one }))]); ${act} };
  HaloAgents.init({ ...${JSON.stringify({ ...DEMO, apiUrl: server.api })}, ...callbacks });
</script>`);

export default {
  name: "callbacks are told what the types say, and one that throws disturbs nothing",
  options: { page: { globals: ["told"] } },
  async run({ page, host, server, chat, trace, allow, until, assert }) {
    const told = (name) => page.evaluate((wanted) => told.filter(([one]) => one === wanted), name);
    await page.goto(host.serve(content(server, ""), { path: "/well" }));
    await chat.open();
    await chat.ask("What is this?");
    await chat.close.click();
    await until(async () => (await told("onChatClose")).length === 1, "onChatClose");
    assert.equal((await told("onReady")).length, 1);
    assert.equal((await told("onChatOpen")).length, 1);
    const messages = (await told("onMessage")).map(([, message]) => message);
    assert.deepEqual(
      messages.map(({ role }) => role),
      ["user", "assistant"],
    );
    for (const message of messages) {
      assert.deepEqual(Object.keys(message).sort(), ["createdAt", "id", "role", "text"]);
      assert.match(message.createdAt, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/);
      assert.ok(message.id && message.text);
    }
    assert.equal(messages[0].text, "What is this?");

    allow(/boo/);
    await page.goto(host.serve(content(server, 'throw new Error("boo");'), { path: "/throwing" }));
    await chat.open();
    await chat.ask("What is this?");
    await chat.close.click();
    await until(async () => (await told("onChatClose")).length === 1, "onChatClose");
    assert.deepEqual(
      trace.lines.filter((line) => line.startsWith("uncaught")),
      [],
    );
  },
};
