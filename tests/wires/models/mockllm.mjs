// mockllm answers a question by the words that stand for it in a file.

import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { PYTHON, programOf } from "../harness/place.mjs";
import { emptyFolder, startServerOf, yaml } from "../harness/process.mjs";
import { isWhole, PLAIN } from "../harness/said.mjs";
import { QUESTION } from "../harness/world.mjs";

export default {
  id: "mockllm",
  group: "Model servers",
  pypi: "mockllm",
  async start(world) {
    const cwd = emptyFolder();
    // A streamed answer is looked up once more, as if it had been asked: findings/mockllm-stream-looks-up-twice.sh.
    const responses = { responses: { [QUESTION]: PLAIN, [PLAIN]: PLAIN }, defaults: { unknown_response: "unknown" }, settings: { lag_enabled: false } };
    writeFileSync(join(cwd, "responses.yml"), yaml(responses));
    // Its own command watches its folder for changes and starts a second process; the program that it starts does not.
    const args = (port) => ["mockllm.server:app", "--host", "127.0.0.1", "--port", `${port}`];
    const env = { MOCKLLM_RESPONSES_FILE: join(cwd, "responses.yml") };
    const mockllm = await startServerOf(programOf(PYTHON, "uvicorn"), args, { cwd, env, path: "/models" });
    return { ask: () => world.ask(world.agent(`${mockllm.url}/v1`)), stop: () => mockllm.stop() };
  },
  tries: {
    "a streamed answer": async ({ ask }) => isWhole(await ask(), PLAIN),
  },
};
