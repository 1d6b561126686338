// The answer that every peer is asked to show: real Markdown, put together from sentences written for this purpose, the
// same words for the same length on every run. A token is four characters, as with the models that people use.

/** Characters in a token; English text of current models has about as many. */
export const TOKEN_CHARACTERS = 4;

/** What stands at the very end: when it is seen in the page, the whole answer was drawn. */
export const marker = (tokens) => `Here ends the answer of ${tokens} tokens.`;

const TOPICS = [
  "Packing for rain",
  "Reading the map",
  "A stove that lights",
  "Where to sleep",
  "Mending a seam",
  "Water on the way",
  "Cold feet",
  "When the weather turns",
];
const SENTENCES = [
  "Most of what goes wrong on a hill went wrong *before* it, at the kitchen table.",
  "Write the **three numbers** down on paper, because a wet telephone is a stone.",
  "Whoever carries the tent walks in front; the [order of march](https://example.com/march) follows from that.",
  "The command `pack --dry` lists what is missing, and `pack --wet` what will be.",
  "Nobody was ever sorry for a second pair of socks, and **_many_ were for the first**.",
  "If the path forks and the sign is gone, take the one that more cows have taken.",
  "A slow half hour in the morning is worth a fast one at dusk.",
  "See the [list of shelters](https://example.com/shelters?open=winter) and count on half of them.",
];
const ITEMS = [
  "a rope of **eight** metres",
  "two maps, one of them *old*",
  "bread, cheese and `salt`",
  "a lamp and what it burns",
  "dry wood from [the shed](https://example.com/shed)",
  "a needle, thread, wax",
];
const FENCES = [
  // biome-ignore lint/suspicious/noTemplateCurlyInString: code that an answer shows
  ["js", (n) => `const left = items.filter(({ grams }) => grams < ${n}00);\nfor (const { name } of left) {\n  console.log(\`take ${"${name}"}\`);\n}`],
  [
    "rust",
    (n) => `fn weight(items: &[Item]) -> u32 {\n    // Nobody carries more than this.\n    items.iter().map(|item| item.grams).sum::<u32>().min(${n}_000)\n}`,
  ],
  [
    "python",
    (n) => `def height(points):\n    """Metres climbed, downhill not counted."""\n    return sum(max(0, b - a) for a, b in zip(points, points[1:])) + ${n}`,
  ],
  ["bash", (n) => `for sheet in maps/*.tif; do\n  convert "$sheet" -resize ${n}00x "small/$(basename "$sheet")"\ndone`],
  ["json", (n) => `{\n  "hut": "upper",\n  "beds": ${n},\n  "open": ["june", "july"],\n  "stove": true\n}`],
];

const at = (list, n) => list[n % list.length];

const paragraph = (n) => [0, 3, 5, 1].map((step) => at(SENTENCES, n + step)).join(" ");

const table = (n) =>
  [
    "| Thing | Grams | Who |",
    "| :-- | --: | :-: |",
    ...[0, 1, 2, 3].map((row) => `| ${at(ITEMS, n + row)} | ${(n + row) * 35 + 120} | ${at(["you", "I", "both"], n + row)} |`),
  ].join("\n");

const fence = (n) => {
  const [language, code] = at(FENCES, n);
  return `\`\`\`${language}\n${code(n + 2)}\n\`\`\``;
};

/** The blocks of a section, some 500 tokens together; `n` decides on everything in it. */
const blocks = (n) => [
  `## ${n + 1}. ${at(TOPICS, n)}`,
  paragraph(n),
  [0, 1, 2].map((item) => `- ${at(ITEMS, n + item)}\n  - ${at(SENTENCES, n + item + 2)}\n  - ${at(ITEMS, n + item + 3)}`).join("\n"),
  `### In this order`,
  [1, 2, 3].map((item) => `${item}. ${at(SENTENCES, n * 3 + item)}`).join("\n"),
  fence(n),
  `> ${at(SENTENCES, n + 4)}`,
  table(n),
  paragraph(n + 2),
];

const closing = (tokens) => `## In short\n\n${table(1)}\n\n${fence(0)}\n\n${marker(tokens)}`;

/** The whole text of so many tokens. */
export function answer(tokens) {
  const room = tokens * TOKEN_CHARACTERS - closing(tokens).length;
  let text = "";
  for (let n = 0, fits = true; fits; n += 1) {
    for (const block of blocks(n)) if ((fits &&= text.length + block.length + 2 <= room)) text += `${block}\n\n`;
  }
  // Whole words up to the closing, so that the length is exact.
  const words = paragraph(0)
    .replaceAll(/[*_`[\]]|\(\S+\)/g, "")
    .split(" ");
  for (let n = 0; text.length < room; n += 1) text += n === 0 ? "And so on: " : `${at(words, n)} `;
  return `${text
    .slice(0, Math.max(0, room - 2))
    .trimEnd()
    .padEnd(Math.max(0, room - 2), ".")}\n\n${closing(tokens)}`;
}

/** The same in tokens. */
export const tokens = (count) => answer(count).match(new RegExp(`[^]{1,${TOKEN_CHARACTERS}}`, "g"));

/** What a renderer that leaves nothing out makes of it, by the names of the elements (`heading` is any level). */
export function expected(count) {
  const text = answer(count);
  const times = (pattern) => text.match(pattern)?.length ?? 0;
  return { table: times(/^\| :--/gm), pre: times(/^```\w/gm), heading: times(/^##+ /gm), li: times(/^ *(-|\d\.) /gm) };
}
