// Reads the comparison's server-sent events for peers that leave the wire to the page, token by token.

export async function* read(message, signal) {
  const response = await fetch("/api/sdk/chat/stream", {
    method: "POST",
    headers: { "content-type": "application/json", accept: "text/event-stream" },
    body: JSON.stringify({ message }),
    signal,
  });
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const events = (rest + value).split("\n\n");
    rest = events.pop();
    for (const event of events) {
      const data = event.split("\n").find((line) => line.startsWith("data: "));
      const { content } = data ? JSON.parse(data.slice("data: ".length)) : {};
      if (content) yield content;
    }
  }
}
