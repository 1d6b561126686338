// Generators of TypeScript: what they make compiles, and calls the server.

import assert from "node:assert/strict";
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

const compiles = (folder, ...files) => printed(npmProgram("tsc"), [...STRICT, ...files.map((file) => join(folder, file))], { cwd: folder });

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

const heyApi = generator({
  id: "hey-api",
  npm: "@hey-api/openapi-ts",
  note: "its stream needs `accept: text/event-stream` among the headers",
  tries: {
    "every operation is made": async ({ file, folder, document }) => {
      await printed(npmProgram("openapi-ts"), ["--input", file, "--output", join(folder, "made"), "--no-log-file"], { cwd: folder });
      const made = readFileSync(join(folder, "made/sdk.gen.ts"), "utf8").match(/^export const \w+ = </gm);
      assert.equal(made?.length, operationsOf(document));
    },
    "the code compiles": ({ folder }) => compiles(folder, "made/index.ts"),
    "six calls": async ({ folder, given }) => holds(await runBundled(folder, "calls", HEY_API, given)),
  },
});

const ORVAL = `${GIVEN}
import * as api from "./made";
const as = (key: string) => ({ headers: { authorization: "Bearer " + key } });
async function data<T>(call: Promise<{ data: T; status: number }>): Promise<T> {
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
    "the code compiles": ({ folder }) => compiles(folder, "made.ts"),
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
    "calls compile against them": async ({ folder }) => {
      writeFileSync(
        join(folder, "calls.ts"),
        OPENAPI_FETCH.replace('import { readFileSync } from "node:fs";', "declare const readFileSync: (from: 0, as: string) => string;"),
      );
      await compiles(folder, "calls.ts");
    },
    "six calls": async ({ folder, given }) => holds(await runBundled(folder, "calls", OPENAPI_FETCH, given)),
  },
});

export const TYPESCRIPT = [heyApi, orval, openapiTypescript];
