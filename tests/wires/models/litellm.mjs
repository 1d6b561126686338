// litellm's proxy, which many put before the models of others. Its models here are its own mocks: nothing is asked of anybody.

import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { LITELLM_PYTHON, programOf } from "../harness/place.mjs";
import { emptyFolder, startServerOf, yaml } from "../harness/process.mjs";
import { isFault, isWhole, PLAIN, TEXT } from "../harness/said.mjs";

/** The key that the proxy demands. */
const KEY = "sk-of-the-proxy";

const model = (name, more) => ({ model_name: name, litellm_params: { model: "openai/gpt-4o", api_key: "none", ...more } });

const CONFIG = {
  model_list: [
    model("whole", { mock_response: TEXT }),
    model("plain", { mock_response: PLAIN }),
    model("busy", { mock_response: "litellm.RateLimitError" }),
    model("long", { mock_response: "litellm.ContextWindowExceededError" }),
    model("broken", { mock_response: "litellm.InternalServerError" }),
  ],
  litellm_settings: { num_retries: 0, telemetry: false },
  router_settings: { num_retries: 0, disable_cooldowns: true },
  general_settings: { master_key: KEY },
};

export default {
  id: "litellm",
  group: "Model servers",
  pypi: "litellm",
  async start(world) {
    const cwd = emptyFolder();
    const config = join(cwd, "config.yaml");
    writeFileSync(config, yaml(CONFIG));
    const args = (port) => ["--host", "127.0.0.1", "--port", `${port}`, "--config", config];
    // The prices of models come from the package instead of from the network.
    const env = { LITELLM_LOCAL_MODEL_COST_MAP: "True" };
    const litellm = await startServerOf(programOf(LITELLM_PYTHON, "litellm"), args, { cwd, env, path: "/health/liveliness" });
    const agent = (setup) => world.agent(litellm.url, { api_key: KEY, ...setup });
    return { ask: (name, setup) => world.ask(agent({ model: name, ...setup })), stop: () => litellm.stop() };
  },
  tries: {
    "a streamed answer": async ({ ask }) => isWhole(await ask("plain"), PLAIN),
    "a text with every line end": async ({ ask }) => isWhole(await ask("whole"), TEXT),
    "a wrong key": async ({ ask, world }) => {
      isFault(await ask("plain", { api_key: "sk-wrong-key-of-the-proxy" }), "setup", false);
      assert.ok(!world.log().includes("sk-wrong-key-of-the-proxy"), "the key stands in the log");
    },
    "a model that is not there": async ({ ask }) => isFault(await ask("nothing"), "setup", false),
    "a busy model": async ({ ask }) => isFault(await ask("busy"), "busy", true),
    "a context that is too long": async ({ ask }) => isFault(await ask("long"), "too_long", false),
    "a model that fails": async ({ ask }) => isFault(await ask("broken"), "upstream", true),
  },
};
