// What every client of an event stream is tried with: an answer with all that streams are cut by, and what it does after the
// end. The answer's words come from a model service, so they are known beforehand.

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { join } from "node:path";

import { LLMock } from "@copilotkit/aimock";

import { startCounter } from "./counter.mjs";
import { PYTHON, WIRES } from "./place.mjs";
import { printed } from "./process.mjs";
import { TEXT } from "./said.mjs";

/** In the midst of the answer: each of its events has some fifty. */
const CUT_BYTES = 700;

/** An agent that says TEXT, and a counter before the server. */
async function startTalk(world) {
  const model = new LLMock({ port: 0, logLevel: "silent", chunkSize: 3 });
  model.on({ model: "whole" }, { content: TEXT });
  await model.start();
  const agent = world.agent(`${model.url}/v1`, { model: "whole" });
  const counter = await startCounter(world.base);
  return {
    agent,
    counter,
    asked: () => model.getRequests().length,
    url: (path) => `${counter.url}/api/sdk${path}`,
    async stop() {
      await counter.stop();
      await model.stop();
    },
  };
}

/** The text of the answer's events, which end with `done`. `data` is JSON, as it came. */
export function textOf(events) {
  assert.equal(events.at(-1)?.event, "done", `the last event is ${JSON.stringify(events.at(-1))}`);
  const tokens = events.filter(({ event }) => event === "token");
  return tokens.map(({ data }) => JSON.parse(data).content).join("");
}

/** Tries that `read({ url, init })` answers the events of a stream, for clients that end where it ends. */
const whole = (read) => ({
  "the text, exactly": async ({ talk, world }) => {
    assert.equal(textOf(await read({ url: talk.url("/chat/stream"), init: world.request(talk.agent) })), TEXT);
    assert.deepEqual(talk.counter.calls.splice(0), [200]);
  },
});

/** A client that connects again where a connection broke reads on where it was. */
const broken = (read) => ({
  "a connection that breaks, resumed": async ({ talk, world }) => {
    const before = talk.asked();
    talk.counter.cutNext(CUT_BYTES);
    assert.equal(textOf(await read({ url: talk.url("/chat/stream"), init: world.request(talk.agent, named()) })), TEXT);
    assert.equal(talk.asked() - before, 1, "the model was asked again");
    assert.deepEqual(talk.counter.calls.splice(0), [200, 200, 204]);
  },
});

/**
 * The same for clients that come back by themselves: `read` ends when the client has given up. With a message id and without
 * one the model is asked once, and the client is told once that there is nothing more.
 */
const comingBack = (read, resumes) => {
  const stops = async ({ talk, world }, more) => {
    const before = talk.asked();
    assert.equal(textOf(await read({ url: talk.url("/chat/stream"), init: world.request(talk.agent, more) })), TEXT);
    assert.equal(talk.asked() - before, 1, "the model was asked again");
    assert.deepEqual(talk.counter.calls.splice(0), [200, 204]);
  };
  return {
    "the text, exactly, and an end": (made) => stops(made, {}),
    "the same with a message id": (made) => stops(made, named()),
    ...(resumes && broken(read)),
  };
};

/** Names a message, so that its answer can be resumed. */
const named = () => ({ message_id: randomUUID(), session_id: `sess_${randomUUID()}` });

const started = async (world) => {
  const talk = await startTalk(world);
  return { talk, stop: () => talk.stop() };
};

/** A client; `returns` says that it connects again by itself after the end, `resumes` that it does so where a connection broke. */
export function client(item, read, { returns = false, resumes = returns } = {}) {
  return { group: "Clients of the streams", start: started, tries: returns ? comingBack(read, resumes) : whole(read), ...item };
}

/** A client in Python: `clients/NAME.py`, which is given the call as JSON and prints the events as JSON. */
export function pythonClient(item, name, options) {
  const program = join(WIRES, "clients", `${name}.py`);
  const read = async ({ url, init }) => JSON.parse(await printed(PYTHON, ["-B", program], { input: JSON.stringify({ url, ...init }) }));
  return client({ pypi: item.id, ...item }, read, options);
}
