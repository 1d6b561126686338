// Keeps the chat usable in pages that did not expect it: what is typed in it is no shortcut of the page, a cleaner that
// removes the host element is answered a few times, and a modal dialog or a focus trap of the page does not lock it out.

/** Times the host element is put back when the page removes it; more would be a fight. */
const RETURNS = 3;

const KEYS = ['keydown', 'keypress', 'keyup'];

/** Stopped at the host: what a page could take for its own paste, autosave, smooth scrolling or focus leaving a form. */
const PRIVATE = ['beforeinput', 'input', 'change', 'paste', 'copy', 'cut', 'wheel', 'touchmove', 'focusin', 'focusout'];

/** What a handler may ask of a key event. */
const KEY_FIELDS = ['key', 'code', 'location', 'repeat', 'isComposing', 'keyCode', 'ctrlKey', 'shiftKey', 'altKey', 'metaKey'];

/** By hand: pages replace the methods of arrays. */
const isInside = (path, host) => {
  for (const node of path) if (node === host) return true;
  return false;
};

/**
 * Key events go to the chat before any handler of the page on the document, in whatever phase: the original is stopped at
 * the window and a copy that never leaves the shadow root takes its place. The original keeps its default action, so
 * typing works even where the page forbids every key.
 */
const relayKeys = (host, signal) => {
  const relay = (event) => {
    const path = event.composedPath();
    // What a script dispatched is no key of the visitor's.
    if (!event.isTrusted || !isInside(path, host)) return;
    event.stopImmediatePropagation();
    // A plain Event: in Firefox (153) every KeyboardEvent leaves the shadow root, whatever its init says.
    const copy = new Event(event.type, { bubbles: true, cancelable: true });
    for (const field of KEY_FIELDS) copy[field] = event[field];
    const isAllowed = path[0].dispatchEvent(copy);
    // Escape is the chat's; by default it would close the page's dialog around it.
    if (!isAllowed || (event.key === 'Escape' && !event.isComposing)) event.preventDefault();
  };
  for (const type of KEYS) addEventListener(type, relay, { signal, capture: true });
  for (const type of PRIVATE) host.addEventListener(type, (event) => event.stopPropagation(), { signal, passive: true });
};

/** Where the host belongs now: in the topmost modal dialog, outside of which everything is inert, or on the document element. */
const home = () => [...document.querySelectorAll('dialog:modal')].pop() ?? document.documentElement;

/** Puts the host back when it vanishes, and takes it along into a modal dialog and out again. */
const keepHome = (host, signal) => {
  let returns = RETURNS;
  const observer = new MutationObserver(() => look());
  const settle = () => {
    const parent = home();
    if (host.parentNode !== parent) parent.append(host);
    observer.disconnect();
    // Inside a dialog the page may remove more than a child of the document element.
    observer.observe(document.documentElement, { childList: true, subtree: parent !== document.documentElement });
  };
  const look = () => {
    if (host.isConnected || returns <= 0) return;
    returns -= 1;
    settle();
  };
  settle();
  // `toggle` does not bubble, but it can be captured.
  addEventListener('toggle', (event) => event.target instanceof HTMLDialogElement && settle(), { signal, capture: true });
  signal.addEventListener('abort', () => observer.disconnect());
};

/** Guards the host until `signal` aborts. */
export const guard = (host, config, signal) => {
  relayKeys(host, signal);
  if (!config.target) keepHome(host, signal);
};
