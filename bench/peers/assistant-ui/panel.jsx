// assistant-ui with the parts of its documentation's thread and its Markdown, on a local runtime that reads the
// comparison's stream. Without the smoothing that would show the text later than it comes.

import { AssistantRuntimeProvider, ComposerPrimitive, MessagePrimitive, ThreadPrimitive, useLocalRuntime } from "@assistant-ui/react";
import { MarkdownTextPrimitive } from "@assistant-ui/react-markdown";
import { createRoot } from "react-dom/client";
import remarkGfm from "remark-gfm";

import { read } from "../sse.js";

const adapter = {
  async *run({ messages, abortSignal }) {
    const question = messages
      .at(-1)
      .content.map((part) => part.text ?? "")
      .join("");
    let text = "";
    for await (const token of read(question, abortSignal)) {
      text += token;
      yield { content: [{ type: "text", text }] };
    }
  },
};

const Markdown = () => <MarkdownTextPrimitive remarkPlugins={[remarkGfm]} smooth={false} />;
const UserMessage = () => (
  <MessagePrimitive.Root>
    <MessagePrimitive.Parts />
  </MessagePrimitive.Root>
);
const AssistantMessage = () => (
  <MessagePrimitive.Root>
    <MessagePrimitive.Parts components={{ Text: Markdown }} />
  </MessagePrimitive.Root>
);

function Thread() {
  return (
    <AssistantRuntimeProvider runtime={useLocalRuntime(adapter)}>
      <ThreadPrimitive.Root style={{ display: "flex", flexDirection: "column", height: "100%", font: "15px/1.5 system-ui" }}>
        <ThreadPrimitive.Viewport className="transcript" style={{ flex: 1, overflowY: "auto", padding: 16, overflowWrap: "anywhere" }}>
          <ThreadPrimitive.Messages components={{ UserMessage, AssistantMessage }} />
        </ThreadPrimitive.Viewport>
        <ComposerPrimitive.Root style={{ display: "flex", gap: 8, padding: 12 }}>
          <ComposerPrimitive.Input className="composer" placeholder="Write a message" style={{ flex: 1 }} />
          <ComposerPrimitive.Send>Send</ComposerPrimitive.Send>
        </ComposerPrimitive.Root>
      </ThreadPrimitive.Root>
    </AssistantRuntimeProvider>
  );
}

export const mount = (panel) => createRoot(panel).render(<Thread />);
