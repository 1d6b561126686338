// fakellm answers by rules from a file. A rule's status counts only where no stream is asked for, so it refuses nothing here.

import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { PYTHON, programOf } from "../harness/place.mjs";
import { emptyFolder, startServerOf, yaml } from "../harness/process.mjs";
import { isWhole, PLAIN } from "../harness/said.mjs";

/** The first rule that fits is taken. */
const CONFIG = {
  version: 1,
  rules: [
    { name: "told", when: { model_matches: "tool", previous_message_role: "assistant" }, respond: { content: PLAIN } },
    { name: "tool", when: { model_matches: "tool" }, respond: { tool_calls: [{ name: "search_knowledge", arguments: { query: "shipping" } }] } },
    { name: "whole", when: { messages_contain: "Norway" }, respond: { content: PLAIN } },
  ],
};

export default {
  id: "fakellm",
  group: "Model servers",
  pypi: "fakellm",
  async start(world) {
    const cwd = emptyFolder();
    writeFileSync(join(cwd, "fakellm.yaml"), yaml(CONFIG));
    const fakellm = await startServerOf(programOf(PYTHON, "fakellm"), (port) => ["serve", "--port", `${port}`], { cwd });
    return { ask: (model) => world.ask(world.agent(`${fakellm.url}/v1`, { model })), stop: () => fakellm.stop() };
  },
  tries: {
    "a streamed answer": async ({ ask }) => isWhole(await ask("whole"), PLAIN),
    "a tool call": async ({ ask }) => isWhole(await ask("tool"), PLAIN),
  },
};
