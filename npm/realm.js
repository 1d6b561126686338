// What the widget needs of the browser where a page's scripts have put something else in its place: kinds of objects are
// told by what they can do, never by a class of the page's, and a function that is broken is taken from an empty frame.

import { find, fetch as given, make } from './page.js';

/** The kinds that the bindings ask for, each by what sets it apart. */
const KINDS = {
  Window: (it) => it.window === it,
  Node: (it) => it.nodeType > 0,
  Element: (it) => it.nodeType === 1,
  HTMLElement: (it) => it.nodeType === 1 && !!it.style,
  ShadowRoot: (it) => it.nodeType === 11 && !!it.host,
  Response: (it) => typeof it.arrayBuffer === 'function' && it.status >= 0,
  ReadableStreamDefaultReader: (it) => typeof it.read === 'function',
  Uint8Array: (it) => it.BYTES_PER_ELEMENT === 1,
  Error: (it) => typeof it.message === 'string' && typeof it.name === 'string',
  SyntaxError: (it) => it.name === 'SyntaxError',
  Date: (it) => typeof it.getTime === 'function',
};

/** For the bindings, in the place of `instanceof`. */
export const is = (value, kind) => KINDS[kind](value);

/** Whether a function is the browser's own. What wraps one is not. */
export const isNative = (it) => typeof it === 'function' && /\{\s*\[native code]\s*\}\s*$/.test(it);

/** An empty frame in the shadow root, whose window no script of the page has been in. */
const frame = () => {
  const root = find('halo-agents')?.shadowRoot;
  const it = root?.querySelector('iframe') ?? root?.appendChild(make('iframe', { hidden: '', tabindex: -1, 'aria-hidden': true, title: 'empty' }));
  return it?.contentWindow;
};

/** The browser's own of a name: the page's unless it was replaced, else the frame's, and the page's where there is none. */
const own = (name) => {
  const theirs = globalThis[name];
  if (isNative(theirs)) return theirs;
  try {
    return frame()[name] ?? theirs;
  } catch {
    // A sandboxed page does not reach into its own frames.
    return theirs;
  }
};

/** As browsers say that a network failed. */
const NETWORK = /fetch|network|load failed|abort/i;

/** `fetch` of the page, or ours where that throws something of its own or gives no response. */
export const fetch = async (address, options) => {
  const theirs = isNative(given) || !isNative(globalThis.fetch) ? given : globalThis.fetch;
  try {
    const answer = await theirs(address, options);
    if (KINDS.Response(answer)) return answer;
  } catch (error) {
    if (isNative(theirs) || options?.signal?.aborted || NETWORK.test(`${error}`)) throw error;
  }
  return own('fetch')(address, options);
};

/** `new AbortController()` for the bindings, whose signal the browser's `fetch` takes. No arrow: those make nothing. */
export function AbortController() {
  return new (own('AbortController'))();
}
