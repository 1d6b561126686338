// Keeps the host element on the page: routers, frameworks and cleaners that draw the whole document anew remove it, a modal
// dialog makes everything inert that is not inside, and a page may draw the target anew. Takes over from the door's observer.

import { find } from './page.js';

/** So many returns at once, and one more for every second: past that a page fights, and we would only flicker. */
const RETURNS = 5;
const SECOND_MS = 1000;

/** The element that a target names now, if it is there. */
const named = (target) => (target?.append ? target : find(target));

/** Where the host belongs now: in the target; else in the topmost modal dialog, or on the document element. */
const home = (target) => {
  if (target) return named(target);
  const dialogs = document.querySelectorAll('dialog:modal');
  return dialogs[dialogs.length - 1] ?? find(':root');
};

/** Keeps the host where it belongs for the life of its door. */
export const stay = (host, own) => {
  let { target } = own.config;
  let returns = RETURNS;
  let since = Date.now();
  let page, timer;

  own.observer.disconnect();
  own.observer = new MutationObserver(() => {
    if (own.isOver) return own.observer.disconnect();
    if (host.isConnected || timer) return;
    const now = Date.now();
    // Who has gone to another page fights nobody.
    if (page !== location.href) returns = RETURNS;
    page = location.href;
    returns = Math.min(RETURNS, returns + (now - since) / SECOND_MS) - 1;
    since = now;
    if (returns >= 0) settle();
    else timer = setTimeout(settle, SECOND_MS);
  });

  const settle = () => {
    timer = 0;
    if (own.isOver) return;
    const parent = home(target);
    if (parent && host.parentNode !== parent) parent.append(host);
    // A document that was opened anew has forgotten its listeners and those of the window; a second time is none.
    for (const [it, ...listener] of own.listeners) it.addEventListener(...listener);
    const root = find(':root');
    own.observer.disconnect();
    own.observer.observe(document, { childList: true });
    // Inside an element of the page more may vanish than a child of the document element.
    if (root) own.observer.observe(root, { childList: true, subtree: parent !== root });
  };

  /** For `openChat()` and another `init()`: back to where it belongs, or into another target. */
  own.settle = (to) => {
    if (target && to) target = to;
    settle();
  };
  settle();
  // `toggle` does not bubble, but it can be captured.
  own.on(window, 'toggle', ({ target: it }) => it?.localName === 'dialog' && settle(), true);
};
