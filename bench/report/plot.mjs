// The picture: script time over length on logarithmic scales, a line for each, named at its end; for light and dark pages.

import { CAP_MS } from "../measure/streaming.mjs";

const WIDTH = 860;
const HEIGHT = 520;
const LEFT = 76;
const RIGHT = 170;
const TOP = 48;
const BOTTOM = 60;
const LABEL_HEIGHT = 17;
/** At both ends of the scale, so that no line lies on the frame. */
const ROOM = 1.25;

const decades = (from, to) => {
  const found = [];
  for (let power = Math.ceil(Math.log10(from)); power <= Math.floor(Math.log10(to)); power += 1) found.push(10 ** power);
  return found;
};

const scale =
  ([low, high], [from, to]) =>
  (value) =>
    from + ((Math.log(value) - Math.log(low)) / (Math.log(high) - Math.log(low))) * (to - from);

const time = (ms) => (ms < 1_000 ? `${ms} ms` : `${(ms / 1_000).toLocaleString("en")} s`);

/** Places beside the ends that lie at one length, from the top down, so that no label covers another. */
function spread(wanted) {
  let last = -Infinity;
  const placed = [...wanted].sort((one, other) => one.y - other.y).map((label) => ({ ...label, y: (last = Math.max(label.y + 4, last + LABEL_HEIGHT)) }));
  const excess = Math.max(0, last - (HEIGHT - BOTTOM));
  return placed.map((label) => ({ ...label, x: label.x + 10, y: label.y - excess, anchor: "start" }));
}

/** Above the end, where another line goes on to greater heights and would run through a label beside it. */
const above = (label) => ({ ...label, y: label.y - 10, anchor: "middle" });

function named(ends) {
  const isCrossed = (end) => ends.some(({ x, y }) => x > end.x && y < end.y);
  const beside = ends.filter((end) => !isCrossed(end));
  const places = [...new Set(beside.map(({ x }) => x))];
  return [...ends.filter(isCrossed).map(above), ...places.flatMap((place) => spread(beside.filter(({ x }) => x === place)))];
}

const style = (peers) => {
  const colours = (shade) => peers.map(({ id, colors }) => `.${id}{stroke:${colors[shade]}}text.${id}{stroke:none;fill:${colors[shade]}}`).join("");
  return `<style>text{font:13px system-ui,sans-serif;fill:#2d3748}.grid{stroke:#d5dbe3}.line{fill:none;stroke-width:2}.halo.line{stroke-width:3.5}.dot{stroke-width:6;stroke-linecap:round}text.name{font-weight:600}${colours(0)}@media (prefers-color-scheme:dark){text{fill:#d8dee9}.grid{stroke:#3b4554}${colours(1)}}</style>`;
};

function axes(x, y, lengths, values) {
  const across = decades(...values).map(
    (value) =>
      `<path class="grid" d="M${LEFT} ${y(value).toFixed(1)}H${WIDTH - RIGHT}"/><text x="${LEFT - 8}" y="${(y(value) + 4).toFixed(1)}" text-anchor="end">${time(value)}</text>`,
  );
  const down = lengths.map(
    (tokens) =>
      `<path class="grid" d="M${x(tokens).toFixed(1)} ${TOP}V${HEIGHT - BOTTOM}"/><text x="${x(tokens).toFixed(1)}" y="${HEIGHT - BOTTOM + 20}" text-anchor="middle">${tokens / 1_000}k</text>`,
  );
  return [...across, ...down].join("\n");
}

/** The whole file. */
export function plot({ peers, date }) {
  const ended = peers.map((peer) => ({ ...peer, points: peer.full.filter(({ capped }) => !capped) })).filter(({ points }) => points.length > 0);
  const all = ended.flatMap(({ points }) => points.map(({ script }) => script));
  const lengths = peers[0].full.map(({ tokens }) => tokens);
  const values = [Math.min(...all) / ROOM, Math.max(...all) * ROOM];
  const x = scale([lengths[0], lengths.at(-1)], [LEFT, WIDTH - RIGHT]);
  const y = scale(values, [HEIGHT - BOTTOM, TOP]);
  const lines = ended.map(({ id, points }) => {
    const at = points.map(({ tokens, script }) => `${x(tokens).toFixed(1)} ${y(script).toFixed(1)}`);
    return `<path class="line ${id}" d="M${at.join("L")}"/>${at.map((place) => `<path class="dot ${id}" d="M${place}h0"/>`).join("")}`;
  });
  const labels = named(ended.map(({ id, name, points }) => ({ id, name, x: x(points.at(-1).tokens), y: y(points.at(-1).script) })));
  const names = labels.map(
    ({ id, name, x, y, anchor }) => `<text class="name ${id}" x="${x.toFixed(1)}" y="${y.toFixed(1)}" text-anchor="${anchor}">${name}</text>`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="Script time over the length of a streamed answer, ${date}">
${style(ended)}
<text x="${LEFT}" y="24">Script time for one streamed answer of Markdown; a line ends where the next length takes over ${CAP_MS / 1_000} s</text>
${axes(x, y, lengths, values)}
<text x="${(LEFT + WIDTH - RIGHT) / 2}" y="${HEIGHT - 14}" text-anchor="middle">tokens in the answer</text>
${lines.join("\n")}
${names.join("\n")}
</svg>
`;
}
