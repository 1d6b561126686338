// A HostAgentes agent behind an address of the site's own, which keeps the secret key: the widget speaks to it directly.

import { createServer } from "node:http";

import { DEMO, QUESTION } from "../harness/place.mjs";

const CORS = { "access-control-allow-origin": "*", "access-control-allow-headers": "*" };

/** The site's own way to the agent: it passes everything on below /agent and adds the key. */
async function startSite(server, key) {
  const heard = [];
  const site = createServer(async (request, response) => {
    if (request.method === "OPTIONS") return response.writeHead(204, CORS).end();
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks).toString("utf8");
    heard.push({ path: request.url, headers: request.headers, body });
    const answer = await fetch(`${server.base}/api/v1${request.url.replace(/^\/agent/, "")}`, {
      method: request.method,
      headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
      body: body || undefined,
    });
    response.writeHead(answer.status, { ...CORS, "content-type": answer.headers.get("content-type") });
    for await (const chunk of answer.body) response.write(chunk);
    return response.end();
  });
  await new Promise((done) => site.listen(0, "127.0.0.1", done));
  return { heard, base: `http://127.0.0.1:${site.address().port}/agent`, stop: () => new Promise((done) => site.close(done)) };
}

export default {
  name: "a HostAgentes agent answers through the site's own address, and nothing else is asked of it",
  async run({ page, host, server, chat, allow, until, assert }) {
    const key = server.command("key", "add", DEMO.orgId, "--secret").match(/ha_\w+/)[0];
    const site = await startSite(server, key);
    try {
      const config = { provider: "hostagentes", apiUrl: site.base, userId: "ada", load: "eager" };
      await page.goto(host.shop(server, config));
      await chat.open();
      assert.equal(await page.getByRole("button", { name: "Talk to a person" }).count(), 0, "there is nobody who takes tickets");
      const ticket = page.evaluate(() => HaloAgents.getInstance().createTicket({ subject: "s", email: "a@b.example" }));
      await assert.rejects(ticket, /provider/);
      await chat.ask(QUESTION);
      assert.match(await chat.turns.last().innerText(), /identity|token/i);
      await until(() => page.evaluate(() => HaloAgents.getInstance().debug().agent.state === "ready"), "the agent is ready");
      assert.deepEqual([...new Set(site.heard.map(({ path }) => path))], ["/agent/chat/stream"], "chat, and nothing else");
      const [{ body, headers }] = site.heard;
      const { message, context } = JSON.parse(body);
      assert.deepEqual([message, context.user_id, headers.authorization], [QUESTION, "ada", undefined]);
      assert.match(context.session_id, /^sess_/);

      const findings = await page.evaluate(() => HaloAgents.diagnose());
      assert.deepEqual(
        findings.filter(({ ok }) => !ok),
        [],
        "nothing is missed that such an agent has not",
      );

      allow(/ha_ key is secret/);
      const refused = page.waitForEvent("console", (line) => /ha_ key is secret/.test(line.text()));
      await page.goto(host.shop(server, { ...config, apiKey: key }, { path: "/leaky" }));
      await refused;
      assert.equal(await page.locator("halo-agents").count(), 0, "a page that holds the secret key gets no chat");
    } finally {
      await site.stop();
    }
  },
};
