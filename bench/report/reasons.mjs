// Why a peer is ahead in a line, and why something is missing, written by people; by the line's id, with or without the
// length. Which lines these are is found by the table.

const IDLE = 'By default Halo fetches the whole chat when the page is idle, so that the first press opens it at once; `load: "interaction"` is the line below.';
const WHOLE = "Halo brings languages, events, identity, resumption, attachments, tickets, and Leptos' own 24 KB; the baseline has none of them.";
const BURST =
  "At full speed such an answer is there within a few frames, so that the baseline reads its whole text only a few times over; at the pace of a model, and in longer answers, each frame costs it the whole text again.";
const MEMORY = "A WebAssembly module has a memory of its own, counted whole, used or not.";
const START = "Opening Halo starts a WebAssembly module and several chunks of it; the others run one script.";
const DOOR =
  "The door of the others is a button of ours with an `import`; Halo's queues calls, reads options, knows when to stay hidden and what to do when a file does not come.";

export const REASONS = {
  "readme-bytes": IDLE,
  "readme-requests": IDLE,
  "readme-script": IDLE,
  "readme-task": IDLE,
  "lazy-bytes": DOOR,
  "lazy-script": DOOR,
  "open-bytes": WHOLE,
  "open-requests": "Halo comes in chunks, so that nothing is fetched that a page does not use.",
  "open-script": START,
  "open-task": START,
  "open-heap": MEMORY,
  "answered-heap": MEMORY,
  "slow-bytes": WHOLE,
  "slow-time": `${WHOLE} On this line each 20 KB are a tenth of a second.`,
  "full-script": BURST,
  "full-task": BURST,
  "full-wall": BURST,
  "full-longest": "In an answer that comes within a few frames it is chance how much of it the first one has to draw.",
  "full-heap": MEMORY,
  "missing-halo":
    "Beyond 200 KB a message is shown as it is written, a bound against hostile answers. Text costs less than Markdown, so the line of 40k tokens is the one to compare.",
};
