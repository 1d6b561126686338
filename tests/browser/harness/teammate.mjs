// A person of the team, as a program of theirs would be one: over the team's own API, with the token that the demo prints.

import { until } from "./chat.mjs";
import { DEMO } from "./place.mjs";

const TOKEN = /\bht_\w+/;

/** The teammate that the demo has, as a program would be one; `at` is the address of another process of the same store. */
export async function teammate(server, at = server.base) {
  const found = () => server.lines.join("\n").match(TOKEN);
  await until(async () => found(), "the demo says how to answer");
  return withToken(found()[0], at);
}

/** One more of the demo's team. */
export function anotherTeammate(server, name) {
  const [token] = server.command("team", "add", DEMO.orgId, `${name.toLowerCase()}@example.com`, "--name", name).match(TOKEN);
  return withToken(token, server.base);
}

function withToken(token, at) {
  const call = async (method, path, body) => {
    const response = await fetch(`${at}/api/team/${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: body && JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return response.json();
  };
  return {
    arrives: () => call("POST", "presence", { available: true }),
    leaves: () => call("POST", "presence", { available: false }),
    listed: async () => (await call("GET", "conversations")).conversations,
    on: (session, verb, body = {}) => call("POST", `conversations/${session}/${verb}`, body),
    heard: async (session) => (await call("GET", `conversations/${session}/messages`)).messages.map(({ text }) => text),
  };
}
