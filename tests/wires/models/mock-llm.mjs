// mock-llm, which repeats a question where no rule says otherwise; its refusals come as events of the stream as well as by
// their status.

import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { npmProgram } from "../harness/place.mjs";
import { emptyFolder, startServerOf, yaml } from "../harness/process.mjs";
import { isFault, isWhole, PLAIN } from "../harness/said.mjs";
import { QUESTION } from "../harness/world.mjs";

const completion = (content) =>
  JSON.stringify({ id: "c", object: "chat.completion", model: "m", choices: [{ index: 0, message: { role: "assistant", content }, finish_reason: "stop" }] });
const refusal = (message, code) => JSON.stringify({ error: { message, type: "invalid_request_error", param: null, code } });

/** The last rule that fits is taken. */
const CONFIG = {
  streaming: { chunkSize: 5, chunkIntervalMs: 1 },
  rules: [
    ["@", 200, completion(`{{jmes request body.messages[-1].content}}`)],
    ["body.model == 'whole'", 200, completion(PLAIN)],
    ["body.model == 'refuses'", 401, refusal("Incorrect API key provided.", "invalid_api_key")],
    ["body.model == 'busy'", 429, refusal("Rate limit reached", "rate_limit_exceeded")],
    ["body.model == 'long'", 400, refusal("This model's maximum context length is 512 tokens.", "context_length_exceeded")],
  ].map(([match, status, content]) => ({ path: "/v1/chat/completions", match, response: { status, content } })),
};

export default {
  id: "mock-llm",
  group: "Model servers",
  npm: "@dwmkerr/mock-llm",
  async start(world) {
    const cwd = emptyFolder();
    writeFileSync(join(cwd, "mock-llm.yaml"), yaml(CONFIG));
    const program = await startServerOf(npmProgram("mock-llm"), () => [], { cwd, env: { HOST: "127.0.0.1" }, path: "/health" });
    return { ask: (model) => world.ask(world.agent(`${program.url}/v1`, { model })), stop: () => program.stop() };
  },
  tries: {
    "a streamed answer": async ({ ask }) => isWhole(await ask("whole"), PLAIN),
    "its echo": async ({ ask }) => isWhole(await ask("echo"), QUESTION),
    // They come with the status 200, as the first event: what the model would have said is not known.
    "refusals as events": async ({ ask, world }) => {
      isFault(await ask("refuses"), "upstream", true);
      isFault(await ask("busy"), "upstream", true);
      assert.match(world.log(), /Incorrect API key provided/);
    },
    "a context that is too long": async ({ ask }) => isFault(await ask("long"), "too_long", false),
  },
};
