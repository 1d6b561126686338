// Stands between a client and the server and counts: every call that a client makes, with the status that it was answered.
// What goes through is left as it is, piece by piece.

import { once } from "node:events";
import { createServer, request } from "node:http";

/** Breaks the connection once so many bytes have gone through. */
function cut(response, answered, bytes) {
  let seen = 0;
  response.on("data", (piece) => {
    seen += piece.length;
    if (seen < bytes) return;
    response.unpipe(answered);
    answered.destroy();
  });
}

/**
 * Listens before `base`; `calls` are the statuses, in their order. `cutNext` breaks the connection of the next answer after so
 * many bytes.
 */
export async function startCounter(base) {
  const calls = [];
  let cutAfter;
  const server = createServer((asked, answered) => {
    const onward = request(new URL(asked.url, base), { method: asked.method, headers: asked.headers });
    onward.on("response", (response) => {
      calls.push(response.statusCode);
      answered.writeHead(response.statusCode, response.rawHeaders);
      response.pipe(answered);
      if (cutAfter !== undefined) cut(response, answered, cutAfter);
      cutAfter = undefined;
      response.on("error", () => answered.destroy());
    });
    onward.on("error", () => answered.destroy());
    answered.on("close", () => onward.destroy());
    asked.pipe(onward);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    calls,
    url: `http://127.0.0.1:${server.address().port}`,
    cutNext: (bytes) => {
      cutAfter = bytes;
    },
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
