// A language model as a server meets it, with recorded answers: each request gets the next one. The server's agent of
// kind `openai` speaks to it, so that actions come to the widget the way they do in earnest.

import { createServer } from "node:http";

import { DEMO } from "./place.mjs";

const line = (value) => `data: ${JSON.stringify(value)}\n\n`;

/** A recorded answer in words. */
export const words = (text) => line({ choices: [{ index: 0, delta: { content: text } }] }) + line({ choices: [{ delta: {}, finish_reason: "stop" }] }) + "data: [DONE]\n\n";

/** A recorded wish to use a tool. */
export const tool = (name, input) =>
  line({ choices: [{ delta: { tool_calls: [{ index: 0, id: `call-${name}`, type: "function", function: { name, arguments: JSON.stringify(input) } }] } }] }) +
  line({ choices: [{ delta: {}, finish_reason: "tool_calls" }] }) +
  "data: [DONE]\n\n";

/** Starts a model and an agent that answers through it. `plays` may be added to; `agentId` is an option of `init`. */
export async function startModel(server) {
  const plays = [];
  const model = createServer((request, response) => {
    request.resume().on("end", () => {
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.end(plays.shift() ?? words("That is all."));
    });
  });
  await new Promise((done) => model.listen(0, "127.0.0.1", done));
  const setup = { base_url: `http://127.0.0.1:${model.address().port}`, model: "recorded", api_key: "none" };
  const agentId = server.command("agent", "add", DEMO.orgId, "Model", "--kind", "openai", "--setup", JSON.stringify(setup)).match(/[0-9a-f-]{36}/)[0];
  return {
    agentId,
    plays,
    async stop() {
      model.closeAllConnections();
      await new Promise((done) => model.close(done));
    },
  };
}
