// Why a peer is ahead in a line, and why something is missing, written by people; by the line's id, with or without the
// length. Which lines these are is found by the table.

const IDLE = "By default Halo fetches the whole chat when the page is idle, so that the first press opens it at once; `load: \"interaction\"` is the line below.";
const WHOLE = "Halo brings what the baseline has not: languages, events, identity, resumption, attachments, tickets, and Leptos' own 24 KB.";
const SHORT = "An answer this short is over in a few frames, and the widget still starts its chunks of WebAssembly while it draws them; from a thousand words on it is ahead.";
const DOOR = "The baseline's door is a button with an `import`; Halo's queues calls, reads options, knows when to stay hidden and what to do when a file does not come.";

export const REASONS = {
  "readme-bytes": IDLE,
  "readme-requests": IDLE,
  "readme-script": IDLE,
  "readme-task": IDLE,
  "lazy-bytes": DOOR,
  "lazy-script": DOOR,
  "open-bytes": WHOLE,
  "open-requests": "Halo comes in chunks, so that nothing is fetched that a page does not use; over HTTP/2 a request costs some 50 bytes.",
  "open-script": "Halo starts a WebAssembly module and its chunks.",
  "open-task": "Halo starts a WebAssembly module and its chunks, which the browser compiles beside the main thread and links on it.",
  "open-heap": "A WebAssembly module has a memory of its own, counted whole, used or not.",
  "answered-heap": "A WebAssembly module has a memory of its own, counted whole, used or not.",
  "slow-bytes": WHOLE,
  "slow-time": `${WHOLE} On this line each 20 KB are a tenth of a second.`,
  "full-script": SHORT,
  "full-task": SHORT,
  "full-longest": SHORT,
  "missing-halo": "Beyond 200 KB a message is shown as it is written, by design: no answer of that length has been met, and the bound keeps hostile ones cheap. What of it is text costs less than Markdown, so the line of 40k tokens is the one to compare.",
};
