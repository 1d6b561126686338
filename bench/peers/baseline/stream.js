// Asks, and reads the server-sent events of the answer; what has come is told once a frame.

/** `onText` gets the whole text so far. */
export async function ask(message, onText, signal) {
  const response = await fetch("/api/sdk/chat/stream", {
    method: "POST",
    headers: { "content-type": "application/json", accept: "text/event-stream" },
    body: JSON.stringify({ message }),
    signal,
  });
  if (!response.ok) throw new Error(`the server answered ${response.status}`);
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  let rest = "";
  let frame;
  const draw = () => {
    frame = undefined;
    onText(text);
  };
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    const events = (rest + value).split("\n\n");
    rest = events.pop();
    for (const event of events) {
      const data = event.split("\n").find((line) => line.startsWith("data: "));
      text += (data && JSON.parse(data.slice("data: ".length)).content) ?? "";
    }
    frame ??= requestAnimationFrame(draw);
  }
  cancelAnimationFrame(frame);
  onText(text);
}
