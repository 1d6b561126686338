// Vercel's AI SDK reads an answer as bare text: its TextStreamChatTransport shows whatever comes, so it is given the text
// without records.

import assert from "node:assert/strict";

import { readUIMessageStream, TextStreamChatTransport } from "ai";

import { client } from "../harness/client.mjs";
import { TEXT } from "../harness/said.mjs";

async function answerOf({ url, init }) {
  const transport = new TextStreamChatTransport({
    api: url,
    headers: { authorization: init.headers.authorization },
    prepareSendMessagesRequest: ({ messages }) => ({ body: { ...JSON.parse(init.body), message: messages.at(-1).parts[0].text } }),
  });
  const messages = [{ id: "1", role: "user", parts: [{ type: "text", text: JSON.parse(init.body).message }] }];
  const stream = await transport.sendMessages({ chatId: "c", messages, trigger: "submit-message", messageId: undefined, abortSignal: undefined });
  let last;
  for await (const message of readUIMessageStream({ stream })) last = message;
  return last.parts
    .filter(({ type }) => type === "text")
    .map(({ text }) => text)
    .join("");
}

export const AI_SDK = client({
  id: "ai",
  npm: "ai",
  note: "`TextStreamChatTransport` with `records=0`",
  tries: {
    "the text, exactly": async ({ talk, world }) => {
      assert.equal(await answerOf({ url: talk.url("/chat/stream?records=0"), init: world.request(talk.agent, {}, "*/*") }), TEXT);
      assert.deepEqual(talk.counter.calls.splice(0), [200]);
    },
    "text alone beside an action": async ({ talk, world }) => {
      const { headers } = world.request(talk.agent);
      const body = JSON.stringify({ message: "I want to talk to a person" });
      const text = await answerOf({ url: talk.url("/chat/stream?records=0"), init: { headers, body } });
      assert.ok(text.trim() && !text.includes("\u001e"), JSON.stringify(text));
    },
  },
});
