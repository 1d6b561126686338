// How each peer wants an answer sent: the path it asks, and the shape of one token. What is said and how fast is the
// server's business.

const SSE = "text/event-stream; charset=utf-8";
const json = JSON.stringify;

/** @typedef {{ type: string, before?: string, token: (text: string, n: number) => string, after: (tokens: number) => string }} Wire */

/** What Halo and the peers without a wire of their own read: server-sent events. @type {Wire} */
const halo = {
  type: SSE,
  token: (content, n) => `id: ${n}\nevent: token\ndata: ${json({ content })}\n\n`,
  after: (n) => `id: ${n}\nevent: done\ndata: ${json({ tokens_used: n, latency_ms: 0, session_id: "sess_1795262400_abcdef", actions: [] })}\n\n`,
};

/** By the beginning of the path that is posted to. @type {[string, Wire][]} */
export const STREAMS = [
  ["/api/sdk/chat/stream", halo],
  ["/wire/deep-chat", { type: SSE, token: (text) => `data: ${json({ text })}\n\n`, after: () => "" }],
  [
    "/wire/n8n",
    {
      type: "application/json; charset=utf-8",
      before: `${json({ type: "begin", metadata: { nodeId: "agent", runIndex: 0 } })}\n`,
      token: (content) => `${json({ type: "item", content, metadata: { nodeId: "agent", runIndex: 0 } })}\n`,
      after: () => `${json({ type: "end", metadata: { nodeId: "agent", runIndex: 0 } })}\n`,
    },
  ],
  [
    "/wire/flowise/api/v1/prediction/",
    {
      type: SSE,
      before: `message:\ndata:${json({ event: "start", data: "" })}\n\n`,
      token: (data) => `message:\ndata:${json({ event: "token", data })}\n\n`,
      after: () =>
        `message:\ndata:${json({ event: "metadata", data: { chatId: "c", chatMessageId: "m" } })}\n\nmessage:\ndata:${json({ event: "end", data: "[DONE]" })}\n\n`,
    },
  ],
];

const CONFIG = {
  agent: {
    id: "5b7e2f6e-6f0a-4b7e-9a43-2f6d1f5b8a10",
    name: "Helper",
    skills: [],
    avatar_config: {},
    voice_config: {},
    flow_config: { steps: [], custom_variables: [] },
    status: "active",
  },
  organization: { name: "Ridgeline", settings: {} },
};

/** What else the peers ask for, answered in JSON. */
export const ANSWERS = [
  ["/api/sdk/config", CONFIG],
  ["/api/sdk/", { success: true }],
  ["/wire/flowise/api/v1/chatflows-streaming/", { isStreaming: true }],
  ["/wire/flowise/api/v1/public-chatbotConfig/", {}],
  ["/wire/flowise/", {}],
];

/** What n8n posts to the same path as a question, to get an earlier conversation. */
export const isPrevious = (body) => body.includes('"loadPreviousSession"');
