// The OpenAPI document as the server hands it out, and what is called with the code that was made of it: the same calls for
// every generator, by their names in the document.

import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { LLMock } from "@copilotkit/aimock";

import { emptyFolder, printed } from "./process.mjs";
import { TEXT } from "./said.mjs";
import { QUESTION } from "./world.mjs";

const ESBUILD = fileURLToPath(new URL("../../../node_modules/esbuild/bin/esbuild", import.meta.url));

/** The document in a folder of its own. */
export async function fetchDocument(world) {
  const text = await (await fetch(`${world.base}/api/openapi.json`)).text();
  const folder = emptyFolder();
  const file = join(folder, "openapi.json");
  writeFileSync(file, text);
  return { folder, file, document: JSON.parse(text) };
}

/** How many operations the document has. */
export const operationsOf = (document) => Object.values(document.paths).flatMap((path) => Object.keys(path)).length;

/** What generated code is given: where the server is, keys, and an agent that says TEXT. */
async function startGiven(world) {
  const model = new LLMock({ port: 0, logLevel: "silent" });
  model.on({ model: "whole" }, { content: TEXT });
  await model.start();
  const agent = world.agent(`${model.url}/v1`, { model: "whole" });
  const given = { base: world.base, orgId: world.orgId, publishable: world.apiKey, secret: world.secretKey(agent), agent, question: QUESTION };
  return { given, stop: () => model.stop() };
}

/** What the calls must have answered; absent calls were not asked for. */
export function holds(said) {
  assert.equal(said.readConfig.agent.name, "Halo");
  assert.equal(said.chat.response, TEXT);
  assert.equal(said.identifyUser.success, true);
  assert.equal(said.createTicket.ticket.status, "open");
  assert.equal(said.askAgent.response, TEXT);
  if ("chatStream" in said) assert.equal(said.chatStream, TEXT);
}

/** Bundles a program beside the code that was made, runs it, and reads what it prints as JSON. */
export async function runBundled(folder, name, text, given) {
  const entry = join(folder, `${name}.ts`);
  writeFileSync(entry, text);
  const bundle = join(folder, `${name}.mjs`);
  await printed(ESBUILD, [entry, "--bundle", "--platform=node", "--format=esm", `--outfile=${bundle}`, "--log-level=error"]);
  return JSON.parse(await printed(process.execPath, [bundle], { input: JSON.stringify(given) }));
}

/** The beginning of such a program: what it was given. */
export const GIVEN = `
import { readFileSync } from "node:fs";
const given = JSON.parse(readFileSync(0, "utf8"));
const user = { user_id: "generated-1", traits: { name: "Ada", plan: "gold" } };
const ticket = { user_id: "generated-1", subject: "Wrong size delivered", priority: "priority" as const };
const question = { message: given.question as string, agent_id: given.agent as string };
`;

/** A reader of the document that makes code; its tries get `file`, `folder`, `document` and `given`. */
export function generator(item) {
  const start = async (world) => {
    const { given, stop } = await startGiven(world);
    return { ...(await fetchDocument(world)), given, stop };
  };
  return { group: "Readers of the OpenAPI document", start, ...item };
}
