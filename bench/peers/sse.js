// Reads the comparison's server-sent events for peers that leave the wire to the page.

/** The tokens of an answer, as many at once as the socket gave. */
export async function* batches(message, signal) {
  const response = await fetch("/api/sdk/chat/stream", {
    method: "POST",
    headers: { "content-type": "application/json", accept: "text/event-stream" },
    body: JSON.stringify({ message }),
    signal,
  });
  if (!response.ok) throw new Error(`the server answered ${response.status}`);
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const events = (rest + value).split("\n\n");
    rest = events.pop();
    const tokens = [];
    for (const event of events) {
      const data = event.split("\n").find((line) => line.startsWith("data: "));
      const { content } = data ? JSON.parse(data.slice("data: ".length)) : {};
      if (content) tokens.push(content);
    }
    yield tokens;
  }
}

/** The same, token by token. */
export async function* read(message, signal) {
  for await (const tokens of batches(message, signal)) yield* tokens;
}
