// Everything that is tried, in the order of the table, and what is not, with the reason.

import { AI_SDK } from "./clients/ai.mjs";
import { DEEP_CHAT } from "./clients/deep-chat.mjs";
import { EVENT_SOURCES } from "./clients/eventsource.mjs";
import { READERS } from "./clients/fetch.mjs";
import { PYTHON_CLIENTS } from "./clients/python.mjs";
import { LINTERS } from "./document/linters.mjs";
import { PYTHON_GENERATORS } from "./document/python.mjs";
import { TYPESCRIPT } from "./document/typescript.mjs";
import aimock from "./models/aimock.mjs";
import fakellm from "./models/fakellm.mjs";
import litellm from "./models/litellm.mjs";
import llmock from "./models/llmock.mjs";
import mockLlm from "./models/mock-llm.mjs";
import mockllm from "./models/mockllm.mjs";
import { SIGNERS } from "./tokens/signers.mjs";

const MODELS = "Model servers";
const TOKENS = "Makers of identity tokens";
const NEEDS_A_MODEL = "needs the weights of a model, which nothing here fetches";

export const SOFTWARE = [
  aimock,
  llmock,
  fakellm,
  mockllm,
  mockLlm,
  litellm,
  { id: "@portkey-ai/gateway", group: MODELS, left: "1.15.2 fails at every stream on Node 20: findings/portkey-gateway-stream-immutable.sh" },
  { id: "vllm", group: MODELS, left: NEEDS_A_MODEL },
  { id: "llama-cpp-python", group: MODELS, left: NEEDS_A_MODEL },
  { id: "transformers", group: MODELS, left: NEEDS_A_MODEL },
  ...EVENT_SOURCES,
  ...READERS,
  ...PYTHON_CLIENTS,
  AI_SDK,
  DEEP_CHAT,
  ...LINTERS,
  ...TYPESCRIPT,
  ...PYTHON_GENERATORS,
  ...SIGNERS,
  { id: "golang-jwt", group: TOKENS, left: "Go is not installed for it" },
  { id: "php-jwt", group: TOKENS, left: "PHP is not installed for it" },
];
