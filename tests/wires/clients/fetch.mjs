// Readers of an event stream that somebody else has fetched, and one that fetches it itself.

import { fetchEventSource } from "@microsoft/fetch-event-source";
import { events as eventsOf } from "fetch-event-stream";
import { createParser } from "eventsource-parser";

import { client } from "../harness/client.mjs";

async function withParser({ url, init }) {
  const events = [];
  const parser = createParser({ onEvent: ({ event, data }) => events.push({ event, data }) });
  const response = await fetch(url, init);
  for await (const text of response.body.pipeThrough(new TextDecoderStream())) parser.feed(text);
  return events;
}

async function withFetchEventStream({ url, init }) {
  const events = [];
  for await (const { event, data } of eventsOf(await fetch(url, init))) events.push({ event, data });
  return events;
}

/** It is made for pages: it is given Node's own functions as those of a window. */
async function withFetchEventSource({ url, init }) {
  const events = [];
  globalThis.window = globalThis;
  globalThis.document = { hidden: false, addEventListener: () => {}, removeEventListener: () => {} };
  await fetchEventSource(url, {
    ...init,
    onmessage: ({ event, data }) => events.push({ event, data }),
    onerror: (error) => {
      throw error;
    },
  });
  delete globalThis.window;
  delete globalThis.document;
  return events;
}

export const READERS = [
  client({ id: "eventsource-parser", npm: "eventsource-parser" }, withParser),
  client({ id: "fetch-event-stream", npm: "fetch-event-stream" }, withFetchEventStream),
  client({ id: "fetch-event-source", npm: "@microsoft/fetch-event-source" }, withFetchEventSource),
];
