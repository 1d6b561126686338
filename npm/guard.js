// Keeps the chat usable in pages that did not expect it: what is typed in it is no shortcut of the page, a press in it
// closes nothing of the page, and a focus trap does not take back the focus that a press has put here.

import { makeEvent } from './page.js';

const KEYS = ['keydown', 'keypress', 'keyup'];

/**
 * Stopped at the host: what a page could take for its own paste, autosave or smooth scrolling, and the end of a press beside
 * its open dialog or menu.
 */
const PRIVATE = ['beforeinput', 'input', 'change', 'paste', 'copy', 'cut', 'wheel', 'touchmove', 'touchstart', 'touchend', 'click', 'dblclick', 'contextmenu'];

/**
 * Stopped at the window, because pages hear them in the capture phase: what ends a dialog when it happens beside it, and what
 * a focus trap goes by. jQuery makes its `focusin` of `focus`. Nothing in the chat needs them.
 */
const TRAPPED = ['focus', 'focusin', 'focusout', 'pointerdown', 'pointerup', 'mousedown', 'mouseup'];

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
const relayKeys = (host, own) => {
  const relay = (event) => {
    const path = event.composedPath();
    // What a script dispatched is no key of the visitor's.
    if (!event.isTrusted || !isInside(path, host)) return;
    event.stopImmediatePropagation();
    // A plain Event: in Firefox (153) every KeyboardEvent leaves the shadow root, whatever its init says.
    const copy = makeEvent(event.type, true);
    for (const field of KEY_FIELDS) copy[field] = event[field];
    const isAllowed = path[0].dispatchEvent(copy);
    // Escape is the chat's; by default it would close the page's dialog around it.
    if (!isAllowed || (event.key === 'Escape' && !event.isComposing)) event.preventDefault();
  };
  for (const type of KEYS) own.on(window, type, relay, true);
  for (const type of PRIVATE) own.on(host, type, (event) => event.stopPropagation(), { __proto__: null, passive: true });
};

/** Hides from traps that the focus or a press came here, and that the focus left something of theirs for us. */
const untrap = (host, own) => {
  const hide = (event) => {
    if ((event.type === 'focusout' && event.relatedTarget === host) || isInside(event.composedPath(), host)) event.stopImmediatePropagation();
  };
  for (const type of TRAPPED) own.on(window, type, hide, true);
};

/** Guards the host for the life of its door. */
export const guard = (host, own) => {
  relayKeys(host, own);
  untrap(host, own);
};
