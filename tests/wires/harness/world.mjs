// The server that everything here is tried with: its organisations, agents and keys, and questions that are asked of it. The
// widget is not part of it, so its files are an empty door.

import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { DEMO } from "../../browser/harness/place.mjs";
import { startServer } from "../../browser/harness/server.mjs";
import { Decoder } from "./events.mjs";
import { emptyFolder } from "./process.mjs";

/** A question of a visitor that no small talk answers. */
export const QUESTION = "What does shipping to Norway cost?";

/** The server, and what is done with it. */
export async function startWorld() {
  const sdk = emptyFolder();
  writeFileSync(join(sdk, "haloagents.umd.js"), "");
  const server = await startServer({ sdk, env: { HALO_RATE_LIMITS: "false" } });
  return new World(server);
}

/** What a command of the server prints: a name and a value on each line. */
const read = (printed) =>
  Object.fromEntries(
    printed
      .trim()
      .split("\n")
      .map((line) => line.split("\t")),
  );

class World {
  /** Whom the organisations with verification belong to, made when they are wanted. */
  #verified;

  constructor(server) {
    this.server = server;
    this.base = server.base;
    this.apiKey = DEMO.apiKey;
    this.orgId = DEMO.orgId;
  }

  /** An agent of kind `openai` whose service is at `url`; answers its id. */
  agent(url, setup = {}) {
    const whole = JSON.stringify({ base_url: url, model: "gpt-4o", ...setup });
    return read(this.server.command("agent", "add", DEMO.orgId, "Model", "--kind", "openai", "--setup", whole)).agent;
  }

  /** A secret key of the demo's organisation, good for one agent. */
  secretKey(agent) {
    return read(this.server.command("key", "add", DEMO.orgId, "--secret", "--plan", "pro", "--agent", agent)).key;
  }

  /** An organisation that demands tokens: its id, its publishable key, and the secret that they are signed with. */
  verified() {
    this.#verified ??= this.#newVerified();
    return this.#verified;
  }

  #newVerified() {
    const { organisation, key } = read(this.server.command("org", "add", "Verified"));
    const { secret } = read(this.server.command("secret", "add", organisation));
    this.server.command("org", "verify", organisation, "on");
    return { organisation, key, secret };
  }

  /** What is sent to ask an agent. */
  request(agent, more = {}, accept = "text/event-stream") {
    return {
      method: "POST",
      headers: { authorization: `Bearer ${this.apiKey}`, "content-type": "application/json", accept },
      body: JSON.stringify({ message: QUESTION, agent_id: agent, ...more }),
    };
  }

  /** Asks over the event stream: the text, and the events that are none of it. */
  async ask(agent, more = {}) {
    const response = await fetch(`${this.base}/api/sdk/chat/stream`, this.request(agent, more));
    if (!response.ok) throw new Error(`/chat/stream answered ${response.status}: ${await response.text()}`);
    const decoder = new Decoder();
    for await (const bytes of response.body) decoder.push(bytes);
    const of = (kind) => decoder.events.filter((event) => event.event === kind).map(({ data }) => JSON.parse(data));
    return {
      text: of("token")
        .map(({ content }) => content)
        .join(""),
      done: of("done")[0],
      error: of("error")[0],
      actions: of("action"),
    };
  }

  /** Posts JSON: the status and the answer. */
  async post(path, body, key = this.apiKey) {
    const headers = { authorization: `Bearer ${key}`, "content-type": "application/json" };
    const response = await fetch(`${this.base}${path}`, { method: "POST", headers, body: JSON.stringify(body) });
    return { status: response.status, body: await response.json() };
  }

  /** What the server has logged since its start, as one text. */
  log() {
    return this.server.lines.join("\n");
  }

  stop() {
    return this.server.stop();
  }
}
