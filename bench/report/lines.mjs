// The lines of the table: what each is called, in what unit, and where its number lies in the measurements. Less is
// better in every one of them.

const KB = 1_000;
const MB = 1_000_000;

const kilobytes = (bytes) => (bytes < 10 * KB ? (bytes / KB).toFixed(1) : String(Math.round(bytes / KB)));
const megabytes = (bytes) => (bytes / MB).toFixed(1);
const whole = (value) => String(Math.round(value));
const milliseconds = (ms) =>
  ms < 10 ? ms.toFixed(1) : ms < 10_000 ? whole(ms).replace(/(?=\d{3}$)(?<=\d)/, ",") : `${Math.round(ms / 1_000).toLocaleString("en")},000`;
const share = (value) => `${Math.round(value * 100)} %`;

const of = (peer, list, tokens) => peer[list].find((record) => record.tokens === tokens);
const less = (value, floor) => Math.max(0, value - floor);

/** A length for people. */
export const length = (tokens) => `${(tokens / 1_000).toLocaleString("en")}k`;

const loading = [
  { id: "readme-bytes", about: "before intent, as documented: KB", show: kilobytes, value: (peer) => peer.readme.bytes },
  { id: "readme-requests", about: "… requests", show: whole, value: (peer) => peer.readme.requests },
  { id: "readme-script", about: "… script, ms", show: milliseconds, value: (peer, none) => less(peer.readme.script, none.script) },
  { id: "readme-task", about: "… main thread, ms", show: milliseconds, value: (peer, none) => less(peer.readme.task, none.task) },
  { id: "lazy-bytes", about: "before intent, as late as it goes: KB", show: kilobytes, value: (peer) => peer.wanted.before.bytes },
  { id: "lazy-script", about: "… script, ms", show: milliseconds, value: (peer, none) => less(peer.wanted.before.script, none.script) },
  { id: "open-bytes", about: "until open and all is fetched: KB", show: kilobytes, value: (peer) => peer.wanted.open.bytes },
  { id: "open-requests", about: "… requests", show: whole, value: (peer) => peer.wanted.open.requests },
  {
    id: "open-script",
    about: "… script, ms",
    show: milliseconds,
    value: (peer, none) => less(peer.wanted.before.script, none.script) + peer.wanted.open.script,
  },
  { id: "open-task", about: "… main thread, ms", show: milliseconds, value: (peer, none) => less(peer.wanted.before.task, none.task) + peer.wanted.open.task },
  { id: "open-heap", about: "… memory, MB", show: megabytes, value: (peer, none) => less(peer.wanted.open.heap, none.heap) },
  { id: "slow-bytes", about: "until a visitor can type, slow line: KB", show: kilobytes, value: (peer) => peer.slow.received },
  { id: "slow-time", about: "… ms since the page was asked for", show: milliseconds, value: (peer) => peer.slow.ms },
  {
    id: "answered-heap",
    about: "after an answer of 1k tokens: memory, MB",
    show: megabytes,
    value: (peer, none) => less(peer.wanted.answered.heap, none.heap),
  },
];

const streamed = (list, tokens, name, about, show) => ({
  id: `${list}-${name}-${tokens}`,
  about,
  show,
  value: (peer) => of(peer, list, tokens)?.[name],
  capped: (peer) => of(peer, list, tokens)?.capped,
  failed: (peer) => of(peer, list, tokens)?.failed,
  isPartial: (peer) => of(peer, list, tokens)?.missing?.length > 0,
});

const full = (lengths) => [
  ...lengths.map((tokens, n) => streamed("full", tokens, "script", n === 0 ? `script, ms: ${length(tokens)} tokens` : `… ${length(tokens)}`, milliseconds)),
  ...lengths.map((tokens, n) => streamed("full", tokens, "task", n === 0 ? `main thread, ms: ${length(tokens)} tokens` : `… ${length(tokens)}`, milliseconds)),
  ...lengths.map((tokens, n) =>
    streamed("full", tokens, "longest", n === 0 ? `longest task, ms: ${length(tokens)} tokens` : `… ${length(tokens)}`, (ms) =>
      ms === 0 ? "under 50" : milliseconds(ms),
    ),
  ),
  streamed("full", lengths.at(-1), "wall", `until the last word, ms: ${length(lengths.at(-1))}`, milliseconds),
  streamed("full", lengths.at(-1), "nodes", `nodes in the page: ${length(lengths.at(-1))}`, (value) => Math.round(value).toLocaleString("en")),
  streamed("full", lengths.at(-1), "heap", `memory after, MB: ${length(lengths.at(-1))}`, megabytes),
];

const paced = (lengths) =>
  lengths.flatMap((tokens) => [
    streamed("paced", tokens, "script", `${length(tokens)} tokens: script, ms`, milliseconds),
    streamed("paced", tokens, "task", "… main thread, ms", milliseconds),
    streamed("paced", tokens, "longestFrame", "… longest frame, ms", milliseconds),
    streamed("paced", tokens, "late", "… frames that came late", share),
  ]);

/** The tables: a heading and lines each. */
export function tables(result) {
  const lengths = result.peers[0].full.map(({ tokens }) => tokens);
  const pacedLengths = result.peers[0].paced.map(({ tokens }) => tokens);
  return [
    { heading: "Loading and opening", lines: loading },
    { heading: "An answer as fast as the socket takes it", lines: full(lengths) },
    { heading: "An answer at 1,000 tokens a second", lines: paced(pacedLengths) },
  ];
}

/** The exponent of cost over length, by least squares over the logarithms of what ended; and what doubling costs. */
export function slope(peer, name = "task", list = "full") {
  const points = peer[list].filter((record) => !record.capped).map((record) => [Math.log(record.tokens), Math.log(record[name])]);
  if (points.length < 2) return undefined;
  const mean = (at) => points.reduce((sum, point) => sum + point[at], 0) / points.length;
  const [x, y] = [mean(0), mean(1)];
  const exponent = points.reduce((sum, point) => sum + (point[0] - x) * (point[1] - y), 0) / points.reduce((sum, point) => sum + (point[0] - x) ** 2, 0);
  return { exponent, doubled: 2 ** exponent, lengths: points.length };
}
