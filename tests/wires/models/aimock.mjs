// @copilotkit/aimock stands in for model services in other people's tests. Here it plays one model for each thing that a
// service can do to a question.

import assert from "node:assert/strict";

import { LLMock } from "@copilotkit/aimock";

import { isFault, isWhole, TEXT } from "../harness/said.mjs";
import { QUESTION } from "../harness/world.mjs";

/** What a stranger would send as Azure's key. */
const KEY = "azure-key-of-the-test";

/** A mock in which each model does one thing. */
async function startMock(options = {}) {
  const mock = new LLMock({ port: 0, logLevel: "silent", chunkSize: 3, ...options });
  mock.on({ model: "whole" }, { content: TEXT });
  mock.on({ model: "thinking" }, { content: TEXT, reasoning: "The visitor asks about shipping." });
  mock.on({ model: "tool", hasToolResult: false }, { toolCalls: [{ name: "search_knowledge", arguments: '{"query":"shipping"}' }] });
  mock.on({ model: "tool", hasToolResult: true }, { content: TEXT });
  mock.on({ model: "aloud" }, { content: `<think>The visitor asks about shipping.</think>\n\n${TEXT}` });
  const spoken = {
    blocks: [
      { type: "text", text: "One moment." },
      { type: "toolCall", name: "search_knowledge", arguments: '{"query":"shipping"}' },
    ],
  };
  mock.on({ model: "speaks", hasToolResult: false }, spoken);
  mock.on({ model: "speaks", hasToolResult: true }, { content: "Done." });
  mock.on({ model: "callers" }, { toolCalls: [{ name: "look_up_order", arguments: '{"order":"4711"}' }] });
  const noTools = '"auto" tool choice requires --enable-auto-tool-choice and --tool-call-parser to be set';
  mock.on({ model: "toolless", predicate: ({ tools }) => Boolean(tools) }, { error: { message: noTools, type: "BadRequestError" }, status: 400 });
  mock.on({ model: "toolless" }, { content: TEXT });
  mock.on({ model: "filtered" }, { content: "", finishReason: "content_filter" });
  mock.on({ model: "cut" }, { content: TEXT, finishReason: "length" });
  mock.on({ model: "silent" }, { content: "" });
  mock.on({ model: "breaks" }, { content: TEXT }, { truncateAfterChunks: 4 });
  mock.on({ model: "busy" }, { error: { message: "Rate limit reached", type: "rate_limit_error" }, status: 429, retryAfter: 1 });
  const tooLong = "This model's maximum context length is 512 tokens. Please reduce the length of the messages.";
  mock.on({ model: "long" }, { error: { message: tooLong, code: "context_length_exceeded" }, status: 400 });
  mock.on({ model: "refuses" }, { error: { message: "Incorrect API key provided", code: "invalid_api_key" }, status: 401 });
  await mock.start();
  return mock;
}

const asked = (mock, model) => mock.getRequests().filter(({ body }) => body?.model === model).length;

export default {
  id: "aimock",
  group: "Model servers",
  npm: "@copilotkit/aimock",
  async start(world) {
    const mock = await startMock();
    const ask = (model, more) => world.ask(world.agent(`${mock.url}/v1`, { model }), more);
    const agentOf = (model) => world.agent(`${mock.url}/v1`, { model });
    return { mock, ask, agentOf, stop: () => mock.stop() };
  },
  tries: {
    "a streamed answer": async ({ ask }) => isWhole(await ask("whole"), TEXT),
    "hidden reasoning": async ({ ask }) => isWhole(await ask("thinking"), TEXT),
    "a tool call": async ({ ask, mock }) => {
      isWhole(await ask("tool"), TEXT);
      assert.equal(asked(mock, "tool"), 2);
    },
    "thoughts in the text": async ({ ask }) => isWhole(await ask("aloud"), TEXT),
    "text, a tool call, text": async ({ ask }) => isWhole(await ask("speaks"), "One moment.\n\nDone."),
    "a service that refuses tools": async ({ agentOf, mock, world }) => {
      const agent = agentOf("toolless");
      isWhole(await world.ask(agent), TEXT);
      isWhole(await world.ask(agent), TEXT);
      assert.equal(asked(mock, "toolless"), 3, "what it refuses is learnt once");
    },
    "a tool of the caller's": async ({ agentOf, world }) => {
      const tools = [{ type: "function", function: { name: "look_up_order", parameters: { type: "object", properties: { order: { type: "string" } } } } }];
      const { status, body } = await world.post("/api/v1/chat", { message: "Where is order 4711?", tools }, world.secretKey(agentOf("callers")));
      assert.equal(status, 200, JSON.stringify(body));
      assert.equal(body.tool_calls.length, 1, JSON.stringify(body));
      assert.equal(body.tool_calls[0].tool, "look_up_order");
      assert.deepEqual(body.tool_calls[0].input, { order: "4711" });
    },
    content_filter: async ({ ask }) => isFault(await ask("filtered"), "filtered", false),
    length: async ({ ask }) => {
      const answer = await ask("cut");
      assert.equal(answer.text, TEXT);
      assert.equal(answer.done?.cut, "length");
    },
    "an empty answer": async ({ ask }) => isFault(await ask("silent"), "empty", true),
    "a broken stream": async ({ ask }) => isFault(await ask("breaks"), "upstream", true),
    "429 with Retry-After": async ({ ask, mock }) => {
      const start = Date.now();
      isFault(await ask("busy"), "busy", true);
      assert.equal(asked(mock, "busy"), 3);
      assert.ok(Date.now() - start >= 2_000, "it did not wait as it was asked to");
    },
    "a context that is too long": async ({ ask, mock }) => {
      isFault(await ask("long"), "too_long", false);
      assert.equal(asked(mock, "long"), 2, "it is tried once more without the oldest part");
    },
    "the same faults without a stream": async ({ agentOf, world }) => {
      for (const model of ["filtered", "silent", "busy", "long", "refuses"]) {
        const agent = agentOf(model);
        const { error } = await world.ask(agent);
        const { status, body } = await world.post("/api/sdk/chat", { message: QUESTION, agent_id: agent });
        assert.deepEqual([status, body.error], [503, error.error], model);
      }
    },
    "401, and no key in the log": async ({ ask, world }) => {
      isFault(await ask("refuses"), "setup", false);
      assert.match(world.log(), /Incorrect API key provided/);
    },
    "Azure's address and header": async ({ world }) => {
      const azure = await startMock({ auth: { apiKeys: [KEY] } });
      try {
        const base = `${azure.url}/openai/deployments/whole/?api-version=2024-10-21`;
        isWhole(await world.ask(world.agent(base, { model: "whole", headers: { "api-key": KEY } })), TEXT);
        isFault(await world.ask(world.agent(base, { model: "whole", headers: { "api-key": "wrong" } })), "setup", false);
        assert.ok(!world.log().includes(KEY), "the key stands in the log");
      } finally {
        await azure.stop();
      }
    },
  },
};
