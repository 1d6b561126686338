// Calls made before the widget is there run afterwards, in order, each once; getters and callbacks fit them.

import { DEMO } from "../harness/place.mjs";
import { page as html } from "../harness/host.mjs";

const early = (server) => `
<script src="${server.door}"></script>
<script>
  window.told = [];
  const chat = HaloAgents.init({
    ...${JSON.stringify({ ...DEMO, apiUrl: server.api, load: "interaction" })},
    onReady: () => told.push("ready"),
    onChatOpen: () => told.push("open"),
    onChatClose: () => told.push("close"),
    onMessage: ({ role, text }) => told.push(role),
  });
  chat.identify("u-7", { name: "Ada", plan: "free" });
  chat.identify("u-7", { plan: "pro" });
  chat.setContext("cart", { label: "Cart", value: { items: 1 } });
  chat.setContext("cart", { label: "Cart", value: { items: 2 } });
  chat.setContext("gone", { label: "Gone", value: 1 });
  chat.clearContext("gone");
  window.sent = chat.sendMessage("What is this?");
  window.opened = chat.openChat();
</script>`;

export default {
  name: "calls before the widget is there run in order, and callbacks fire once for each transition",
  options: { page: { globals: ["told", "sent", "opened"] } },
  async run({ page, host, server, chat, until, assert }) {
    const asked = page.waitForRequest((request) => request.url().endsWith("/chat/stream"));
    await page.goto(host.serve(html(early(server))));
    const body = (await asked).postDataJSON();
    assert.equal(body.message, "What is this?");
    assert.equal(body.user_id, "u-7");
    assert.deepEqual(body.custom_fields, { name: "Ada", plan: "pro" });
    assert.deepEqual(body.context, { cart: { label: "Cart", value: { items: 2 } } });
    await page.evaluate(() => opened);
    await chat.answered(1);

    await page.evaluate(() => {
      const chat = HaloAgents.getInstance();
      chat.openChat();
      chat.openChat();
      chat.closeChat();
      chat.closeChat();
      chat.toggleChat();
    });
    await until(async () => (await page.evaluate(() => told)).filter((what) => what === "open").length === 2, "opened twice");
    const told = await page.evaluate(() => told);
    assert.equal(told.filter((what) => what === "ready").length, 1);
    assert.equal(told.filter((what) => what === "close").length, 1);
    assert.deepEqual(
      told.filter((what) => what === "user" || what === "assistant"),
      ["user", "assistant"],
    );
    await page.evaluate(() => HaloAgents.getInstance().closeChat());
  },
};
