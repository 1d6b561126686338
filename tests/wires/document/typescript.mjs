// Generators of TypeScript: what they make compiles, and calls the server.

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { GIVEN, generator, holds, operationsOf, runBundled } from "../harness/document.mjs";
import { npmProgram, WIRES } from "../harness/place.mjs";
import { printed } from "../harness/process.mjs";

const STRICT = [
  "--noEmit",
  "--strict",
  "--skipLibCheck",
  "--target",
  "es2022",
  "--module",
  "esnext",
  "--moduleResolution",
  "bundler",
  "--lib",
  "es2023,dom,dom.iterable",
];

/** The compiler takes code that was made, and calls of it. */
async function compiles(folder, calls) {
  // Node's own types are not installed.
  const own = calls.replace('import { readFileSync } from "node:fs";', "declare const readFileSync: (from: 0, as: string) => string;");
  writeFileSync(join(folder, "typed.ts"), own);
  await printed(npmProgram("tsc"), [...STRICT, join(folder, "typed.ts")], { cwd: folder });
}

/** What is made imports its own package from the folder that it was installed into. */
const withPackages = (folder) => symlinkSync(join(WIRES, "node_modules"), join(folder, "node_modules"));

const HEY_API = `${GIVEN}
import { client } from "./made/client.gen";
import * as sdk from "./made/sdk.gen";
client.setConfig({ baseUrl: given.base, throwOnError: true });
const publishable = { auth: given.publishable, throwOnError: true } as const;
const data = async <T>(call: Promise<{ data: T }>) => (await call).data;
async function streamed() {
  let text = "";
  const { stream } = await sdk.chatStream({ body: question, headers: { accept: "text/event-stream" }, ...publishable });
  for await (const piece of stream) text += (piece as { content?: string }).content ?? "";
  return text;
}
console.log(JSON.stringify({
  readConfig: await data(sdk.readConfig({ query: { org_id: given.orgId }, throwOnError: true })),
  chat: await data(sdk.chat({ body: question, ...publishable })),
  chatStream: await streamed(),
  identifyUser: await data(sdk.identifyUser({ body: user, ...publishable })),
  createTicket: await data(sdk.createTicket({ body: ticket, ...publishable })),
  askAgent: await data(sdk.askAgent({ body: { message: given.question }, auth: given.secret, throwOnError: true })),
}));
`;

/** Every other operation, in a conversation of its own: the status that each is answered with. */
const HEY_API_OTHERS = `${GIVEN}
import { client } from "./made/client.gen";
import * as sdk from "./made/sdk.gen";
client.setConfig({ baseUrl: given.base, auth: given.publishable });
const begun = await sdk.chat({ body: { ...question, message_id: given.messageId } });
const session = { "X-Session-Token": begun.response.headers.get("x-session-token") as string };
const named = { session_id: begun.data!.session_id };
const status = async (call: Promise<{ response: Response }>) => (await call).response.status;
const said = {
  readAvatar: await status(sdk.readAvatar({ path: { id: "none" } })),
  cancelChat: await status(sdk.cancelChat({ body: { ...named, message_id: given.messageId }, headers: session })),
  storeEvents: await status(sdk.storeEvents({ body: { ...named, events: [{ event_type: "page_view", page_url: "https://shop.example/" }] }, headers: session })),
  identifyCompany: await status(sdk.identifyCompany({ body: { company_id: "acme", traits: { plan: "pro" } } })),
  updateUsers: await status(sdk.updateUsers({ body: { user_token: "none", users: [{ user_id: "generated-1", traits: { plan: "pro" } }] } })),
  enrolUser: await status(sdk.enrolUser({ body: { action: "enroll", user_id: "generated-1", series_id: given.orgId } })),
  requestPerson: await status(sdk.requestPerson({ body: { ...named, reason: "Wrong size" }, headers: session })),
  tellTyping: await status(sdk.tellTyping({ body: { ...named, on: true }, headers: session })),
  tellRead: await status(sdk.tellRead({ body: { ...named, up_to: 1 }, headers: session })),
  leavePerson: await status(sdk.leavePerson({ body: named, headers: session })),
  rateConversation: await status(sdk.rateConversation({ body: { ...named, score: 5 }, headers: session })),
};
console.log(JSON.stringify(said));
`;

const heyApi = generator({
  id: "hey-api",
  npm: "@hey-api/openapi-ts",
  note: "its stream needs `text/event-stream` named in the header `accept`",
  tries: {
    "every operation is made": async ({ file, folder, document }) => {
      await printed(npmProgram("openapi-ts"), ["--input", file, "--output", join(folder, "made"), "--no-log-file"], { cwd: folder });
      const made = readFileSync(join(folder, "made/sdk.gen.ts"), "utf8").match(/^export const \w+ = </gm);
      assert.equal(made?.length, operationsOf(document));
    },
    "calls compile": async ({ folder }) => {
      await compiles(folder, HEY_API);
      await compiles(folder, HEY_API_OTHERS);
    },
    "six calls": async ({ folder, given }) => holds(await runBundled(folder, "calls", HEY_API, given)),
    "eleven others": async ({ folder, given }) => {
      const said = await runBundled(folder, "others", HEY_API_OTHERS, { ...given, messageId: randomUUID() });
      // There is no such picture, token and series, and no talk with a person that could be rated.
      const refused = { readAvatar: 404, updateUsers: 403, enrolUser: 404, rateConversation: 404 };
      assert.deepEqual(said, { ...Object.fromEntries(Object.keys(said).map((name) => [name, 200])), ...refused });
      assert.equal(Object.keys(said).length, 11);
    },
  },
});

const ORVAL = `${GIVEN}
import * as api from "./made";
const as = (key: string) => ({ headers: { authorization: "Bearer " + key } });
async function data(call: Promise<{ data: unknown; status: number }>): Promise<unknown> {
  const { data, status } = await call;
  if (status !== 200) throw new Error(status + " " + JSON.stringify(data));
  return data;
}
console.log(JSON.stringify({
  readConfig: await data(api.readConfig({ org_id: given.orgId })),
  chat: await data(api.chat(question, as(given.publishable))),
  identifyUser: await data(api.identifyUser(user, as(given.publishable))),
  createTicket: await data(api.createTicket(ticket, as(given.publishable))),
  askAgent: await data(api.askAgent({ message: given.question }, as(given.secret))),
}));
`;

const orval = generator({
  id: "orval",
  npm: "orval",
  note: "its client `fetch`",
  tries: {
    "every operation is made": async ({ file, folder, document, given }) => {
      const output = { target: join(folder, "made.ts"), client: "fetch", mode: "single", baseUrl: given.base };
      writeFileSync(join(folder, "orval.config.js"), `module.exports = ${JSON.stringify({ halo: { input: file, output } })};`);
      await printed(npmProgram("orval"), ["--config", join(folder, "orval.config.js")], { cwd: folder });
      const made = readFileSync(join(folder, "made.ts"), "utf8").match(/^export const \w+ = async \(/gm);
      assert.equal(made?.length, operationsOf(document));
    },
    "calls compile": ({ folder }) => compiles(folder, ORVAL),
    "five calls": async ({ folder, given }) => holds(await runBundled(folder, "calls", ORVAL, given)),
  },
});

const OPENAPI_FETCH = `${GIVEN}
import createClient from "openapi-fetch";
import type { paths } from "./made";
const client = createClient<paths>({ baseUrl: given.base });
const as = (key: string) => ({ headers: { authorization: "Bearer " + key } });
async function data<T>(call: Promise<{ data?: T; error?: unknown }>): Promise<T> {
  const { data, error } = await call;
  if (data === undefined) throw new Error(JSON.stringify(error));
  return data;
}
console.log(JSON.stringify({
  readConfig: await data(client.GET("/api/sdk/config", { params: { query: { org_id: given.orgId } } })),
  chat: await data(client.POST("/api/sdk/chat", { body: question, ...as(given.publishable) })),
  chatStream: await data(client.POST("/api/sdk/chat/stream", { body: question, parseAs: "text", ...as(given.publishable) })),
  identifyUser: await data(client.POST("/api/sdk/users/identify", { body: user, ...as(given.publishable) })),
  createTicket: await data(client.POST("/api/sdk/tickets/create", { body: ticket, ...as(given.publishable) })),
  askAgent: await data(client.POST("/api/v1/chat", { body: { message: given.question as string }, ...as(given.secret) })),
}));
`;

const openapiTypescript = generator({
  id: "openapi-typescript",
  npm: "openapi-typescript",
  note: "with openapi-fetch 0.17.0",
  tries: {
    "the types are made": async ({ file, folder }) => {
      withPackages(folder);
      await printed(npmProgram("openapi-typescript"), [file, "--output", join(folder, "made.ts")], { cwd: folder });
    },
    "calls compile": ({ folder }) => compiles(folder, OPENAPI_FETCH),
    "six calls": async ({ folder, given }) => holds(await runBundled(folder, "calls", OPENAPI_FETCH, given)),
  },
});

export const TYPESCRIPT = [heyApi, orval, openapiTypescript];
