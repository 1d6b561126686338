// The addresses that the guides write, led to the server of a test: a snippet is run with the address it has, under the
// policy it names, and one without `apiUrl` asks the hosted API as it would in earnest.

/** Hosts of the guides, and where their paths lie on the server. */
export const HOSTS = ["chat.example.com", "your-server", "api.haloagents.ai"];

/** Headers that tell of the connection, which is another one. */
const OF_CONNECTION = ["content-encoding", "content-length", "transfer-encoding", "connection", "host", "accept-encoding"];

const kept = (headers) => Object.fromEntries([...headers].filter(([name]) => !OF_CONNECTION.includes(name)));

/** Answers a request of a browser with what `base` answers to the same path, but for its `start`; `headers` are added. */
export async function pass(route, base, headers = {}, start = "") {
  const request = route.request();
  const { pathname, search } = new URL(request.url());
  const sent = { ...kept(Object.entries(await request.allHeaders())), ...headers };
  const body = request.postDataBuffer() ?? undefined;
  const answer = await fetch(base + pathname.slice(start.length) + search, {
    method: request.method(),
    headers: kept(Object.entries(sent).filter(([name]) => !name.startsWith(":"))),
    body,
  });
  const told = { status: answer.status, headers: kept(answer.headers), body: Buffer.from(await answer.arrayBuffer()) };
  // A page that was left waits for no answer.
  await route.fulfill(told).catch(() => {});
  return told;
}

/** Files of a server, which are the same for every page of it. */
const files = new Map();

async function passOnce(route, base) {
  const address = base + new URL(route.request().url()).pathname;
  if (!address.startsWith(`${base}/sdk/`)) return void (await pass(route, base));
  if (files.has(address)) return void (await route.fulfill(files.get(address)).catch(() => {}));
  files.set(address, await pass(route, base));
}

/** Leads every host of the guides to the server, for all pages of a browser profile. */
export async function lead(context, server) {
  for (const host of HOSTS) await context.route(`https://${host}/**`, (route) => passOnce(route, server.base).catch(() => route.abort().catch(() => {})));
}
