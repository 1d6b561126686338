// llmock breaks what it is asked for on demand, and says afterwards how its client behaved. It calls the first tool that it
// is offered, as a model would.

import assert from "node:assert/strict";

import { isFault, isWhole, PLAIN } from "../harness/said.mjs";
import { PYTHON, programOf } from "../harness/place.mjs";
import { startServerOf } from "../harness/process.mjs";

const start = (...flags) =>
  startServerOf(programOf(PYTHON, "llmock"), (port) => ["serve", "--host", "127.0.0.1", "--port", `${port}`, ...flags], { path: "/health" });

/** More than the context of 4,000 tokens takes, in parts of which the newest fits. */
const LONG_HISTORY = Array.from({ length: 20 }, (_, at) => ({ speaker: "user", text: `${at} ${"word ".repeat(400)}` }));

export default {
  id: "llmock",
  group: "Model servers",
  pypi: "llmock",
  async start(world) {
    const llmock = await start("--response-style", "hello");
    /** Asks after these behaviours were queued. */
    const ask = async (...behaviors) => {
      await fetch(`${llmock.url}/_llmock/reset`, { method: "POST" });
      if (behaviors.length) {
        const queued = await fetch(`${llmock.url}/_llmock/scenario`, { method: "POST", body: JSON.stringify({ behaviors }) });
        assert.equal(queued.status, 201, await queued.text());
      }
      return world.ask(world.agent(`${llmock.url}/v1`));
    };
    const requests = async () => (await (await fetch(`${llmock.url}/_llmock/requests`)).json()).count;
    return { llmock, ask, requests, stop: () => llmock.stop() };
  },
  tries: {
    "a streamed answer": async ({ ask }) => isWhole(await ask({ type: "reply", text: PLAIN }), PLAIN),
    "a tool call of its own": async ({ ask, requests }) => {
      const answer = await ask();
      assert.ok(answer.done && answer.text, JSON.stringify(answer));
      assert.equal(await requests(), 2);
    },
    "429, then an answer": async ({ ask, requests }) => {
      const begun = Date.now();
      isWhole(await ask({ type: "fail", status: 429, retry_after: 2, times: 1 }, { type: "reply", text: PLAIN }), PLAIN);
      assert.equal(await requests(), 2);
      assert.ok(Date.now() - begun >= 2_000, "it did not wait as it was asked to");
    },
    "503 with Retry-After, then an answer": async ({ ask, requests }) => {
      isWhole(await ask({ type: "fail", status: 503, retry_after: 1, times: 2 }, { type: "reply", text: PLAIN }), PLAIN);
      assert.equal(await requests(), 3);
    },
    "--rpm 1": async ({ world }) => {
      const slow = await start("--rpm", "1", "--tool-mode", "off");
      try {
        const agent = world.agent(`${slow.url}/v1`, { timeout_seconds: 5 });
        assert.ok((await world.ask(agent)).done);
        isFault(await world.ask(agent), "busy", true);
      } finally {
        await slow.stop();
      }
    },
    "a context that is too long": async ({ world }) => {
      const small = await start("--context-window", "4000", "--response-style", "hello", "--tool-mode", "off");
      try {
        const agent = world.agent(`${small.url}/v1`, { tools: false });
        const answer = await world.ask(agent, { conversation_history: LONG_HISTORY });
        assert.ok(answer.done && answer.text, JSON.stringify(answer));
      } finally {
        await small.stop();
      }
    },
    "streams that are cut, end early or hold nonsense": async ({ ask }) => {
      for (const kind of ["disconnect", "truncate", "malformed"]) {
        isFault(await ask({ type: "reply", text: PLAIN }, { type: "stream_fault", kind, after_chunks: 2 }), "upstream", true);
      }
    },
    "tool calls that are none": async ({ ask }) => {
      for (const kind of ["malformed_arguments", "unknown_tool"]) {
        const answer = await ask({ type: "tool_fault", kind });
        assert.ok(answer.done && answer.text, `${kind}: ${JSON.stringify(answer)}`);
      }
    },
  },
};
