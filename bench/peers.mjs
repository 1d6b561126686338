// Everybody who is compared, ours first. A peer is where it comes from (`package`), the markup that puts it on a page
// (`readme`: as its own documentation has it, `lazy`: when the visitor wants it), where its parts are found, and its colours
// on light and on dark.

import { readFileSync } from "node:fs";

import assistantUi from "./peers/assistant-ui/peer.mjs";
import baseline from "./peers/baseline/peer.mjs";
import deepChat from "./peers/deep-chat/peer.mjs";
import flowise from "./peers/flowise/peer.mjs";
import halo from "./peers/halo/peer.mjs";
import n8n from "./peers/n8n/peer.mjs";
import webchat from "./peers/webchat/peer.mjs";

const installed = (name) => JSON.parse(readFileSync(new URL(`node_modules/${name}/package.json`, import.meta.url), "utf8")).version;

/** With the name and version to show. */
export const PEERS = [halo, baseline, deepChat, n8n, flowise, assistantUi, webchat].map((peer) => ({
  name: peer.package,
  ...peer,
  version: peer.package ? installed(peer.package) : "this repository",
}));
