#!/usr/bin/env bash
# @portkey-ai/gateway 1.15.2: every streamed answer of an OpenAI-compatible provider is a 500, "Something went wrong": it adds
# headers to the response that `fetch` gave it, and those are immutable. Without streaming the same question is answered.
# Seen with 1.15.2, as npm installs it with what it needs, on Node 20.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts --save-exact @portkey-ai/gateway@1.15.2
cat >seen.mjs <<'JS'
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";

const listening = async (handler) => {
  const server = createServer(handler).listen(0, "127.0.0.1");
  await once(server, "listening");
  return server;
};
const model = await listening(async (asked, answered) => {
  let body = "";
  for await (const piece of asked) body += piece;
  if (JSON.parse(body).stream) answered.setHeader("content-type", "text/event-stream").end('data: {"choices":[]}\n\ndata: [DONE]\n\n');
  else answered.setHeader("content-type", "application/json").end('{"choices":[]}');
});
const probe = await listening(() => {});
const { port } = probe.address();
await new Promise((done) => probe.close(done));
const program = "node_modules/@portkey-ai/gateway/build/start-server.js";
const gateway = spawn(process.execPath, [program, `--port=${port}`, "--headless"], { stdio: "ignore" });
process.once("exit", () => gateway.kill("SIGKILL"));

async function status(stream) {
  const headers = { "content-type": "application/json", "x-portkey-provider": "openai" };
  headers["x-portkey-custom-host"] = `http://127.0.0.1:${model.address().port}/v1`;
  const body = JSON.stringify({ model: "m", stream, messages: [{ role: "user", content: "hi" }] });
  const call = () => fetch(`http://127.0.0.1:${port}/v1/chat/completions`, { method: "POST", headers, body });
  for (;;) {
    const response = await call().catch(() => undefined);
    if (response) return response.status;
    await new Promise((done) => setTimeout(done, 100));
  }
}
const seen = { whole: await status(false), streamed: await status(true) };
console.log("status:", JSON.stringify(seen));
process.exit(seen.whole === 200 && seen.streamed === 500 ? 0 : 1);
JS
node seen.mjs
