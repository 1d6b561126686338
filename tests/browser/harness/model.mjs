// A language model as a server meets it, with recorded answers: each request gets the next one. The server's agent of
// kind `openai` speaks to it, so that actions come to the widget the way they do in earnest.

import { createServer } from "node:http";

import { DEMO } from "./place.mjs";

const line = (value) => `data: ${JSON.stringify(value)}\n\n`;

/** A recorded answer in words. */
export const words = (text) =>
  line({ choices: [{ index: 0, delta: { content: text } }] }) + line({ choices: [{ delta: {}, finish_reason: "stop" }] }) + "data: [DONE]\n\n";

/** A recorded wish to use a tool. */
export const tool = (name, input) =>
  line({ choices: [{ delta: { tool_calls: [{ index: 0, id: `call-${name}`, type: "function", function: { name, arguments: JSON.stringify(input) } }] } }] }) +
  line({ choices: [{ delta: {}, finish_reason: "tool_calls" }] }) +
  "data: [DONE]\n\n";

const piece = (text) => line({ choices: [{ index: 0, delta: { content: text } }] });

/** An answer that comes as the scenario says: `step(n)` lets the next `n` pieces come, `end` all that are left. */
function slowPlay(pieces) {
  let write;
  let due = 0;
  const flow = () => {
    while (write && due > 0 && pieces.length > 0) {
      due -= 1;
      write(piece(pieces.shift()));
    }
    if (write && due > 0) write(line({ choices: [{ delta: {}, finish_reason: "stop" }] }) + "data: [DONE]\n\n", true);
  };
  const step = (count) => {
    due += count;
    flow();
  };
  const begin = (response) => {
    write = (text, isLast) => (isLast ? ((write = undefined), response.end(text)) : response.write(text));
    flow();
  };
  return { begin, step, end: () => step(pieces.length + 1) };
}

/** Starts a model and an agent that answers through it. `plays` may be added to; `agentId` is an option of `init`. */
export async function startModel(server) {
  const plays = [];
  const model = createServer((request, response) => {
    request.resume().on("end", () => {
      response.writeHead(200, { "content-type": "text/event-stream" });
      const play = plays.shift() ?? words("That is all.");
      if (play.begin) play.begin(response);
      else response.end(play);
    });
  });
  await new Promise((done) => model.listen(0, "127.0.0.1", done));
  const setup = { base_url: `http://127.0.0.1:${model.address().port}`, model: "recorded", api_key: "none" };
  const agentId = server.command("agent", "add", DEMO.orgId, "Model", "--kind", "openai", "--setup", JSON.stringify(setup)).match(/[0-9a-f-]{36}/)[0];
  return {
    agentId,
    plays,
    /** The next answer comes piece by piece, as `step` and `end` of what this returns say. */
    playSlowly(pieces) {
      const play = slowPlay([...pieces]);
      plays.push(play);
      return play;
    },
    async stop() {
      model.closeAllConnections();
      await new Promise((done) => model.close(done));
    },
  };
}
