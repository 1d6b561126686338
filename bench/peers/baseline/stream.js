// Asks, and gathers what comes of the answer: it is told once a frame.

import { batches } from "../sse.js";

/** `onText` gets the whole text so far. */
export async function ask(message, onText, signal) {
  let text = "";
  let frame;
  const draw = () => {
    frame = undefined;
    onText(text);
  };
  for await (const tokens of batches(message, signal)) {
    text += tokens.join("");
    frame ??= requestAnimationFrame(draw);
  }
  cancelAnimationFrame(frame);
  onText(text);
}
