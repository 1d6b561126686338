// eventsource and eventsource-client: both come back by themselves when a stream ends, as the standard has it.

import { EventSource } from "eventsource";
import { createEventSource } from "eventsource-client";

import { client } from "../harness/client.mjs";

const KINDS = ["token", "action", "error", "done"];

/** The events until the source gives up, which it says by its state. */
function withEventSource({ url, init }) {
  return new Promise((done) => {
    const events = [];
    const source = new EventSource(url, { fetch: (address, own) => fetch(address, { ...own, ...init, headers: { ...init.headers, ...own.headers } }) });
    for (const kind of KINDS) {
      source.addEventListener(kind, (event) => {
        // A failed connection is an event of that name too.
        if (event.data !== undefined) events.push({ event: kind, data: event.data });
      });
    }
    source.addEventListener("error", () => source.readyState === source.CLOSED && done(events));
  });
}

/** The same for a source that is asked for its events one by one, and that closes itself. */
async function withEventSourceClient({ url, init }) {
  const events = [];
  const source = createEventSource({ url, ...init });
  for await (const { event, data } of source) events.push({ event, data });
  return events;
}

export const EVENT_SOURCES = [
  client({ id: "eventsource", npm: "eventsource" }, withEventSource, { returns: true }),
  client({ id: "eventsource-client", npm: "eventsource-client" }, withEventSourceClient, { returns: true }),
];
