// An open page outlives the server's release: when a file of its build is gone, everything is taken from the newest build, and
// conversation, draft, what waits to be asked and what the page has told go along.

import { makeEvent } from './page.js';
import { fetch } from './realm.js';

/** Methods by which a page tells the widget something that a newer one must know too. */
const TELLING = ['identify', 'identifyCompany', 'setContext', 'clearContext', 'optIn', 'optOut'];

/** The text field, whose id is known to src/ui/composer.rs. */
const field = (host) => host.shadowRoot.getElementById('message');

/** Remembers what the page tells this widget, and tells it what was told to the one before. */
export const retell = (widget, own) => {
  const told = own.told ?? [];
  own.told = [];
  for (const name of TELLING) {
    const method = widget[name];
    widget[name] = (...args) => {
      own.told.push([name, args]);
      return method.apply(widget, args);
    };
  }
  const { reset } = widget;
  widget.reset = () => {
    own.told = [];
    return reset.call(widget);
  };
  for (const [name, args] of told) widget[name](...args);
};

/** An address beside this file, written so that bundlers do not look for what only a server has. */
const beside = (path) => new URL(path, import.meta.url);

/** The address of the newest build, unless it is this one. Only a server of ours tells it. */
const newest = async () => {
  const answer = await fetch(beside('../latest/manifest.json'), { __proto__: null, cache: 'no-store' });
  const { build } = await answer.json();
  const here = beside('.');
  const there = beside(`../${build}/`);
  return build && there.href !== here.href ? there : null;
};

let renewing;

/**
 * Mounts the newest build in the place of `widget`, once, where there is one. `leave` takes the former one off the page and
 * returns the questions that wait to be asked.
 */
export const renew = (widget, host, launcher, own, leave) =>
  (renewing ||= (async () => {
    const there = await newest();
    if (!there) return;
    const module = await import(`${there}halo.js`);
    await module.default();
    if (own.isOver) return;
    const isOpen = launcher.getAttribute('aria-expanded') === 'true';
    const draft = field(host)?.value;
    const waiting = leave();
    const next = module.mount(host, launcher, own);
    for (const name in own.instance) widget[name] = (...args) => next[name](...args);
    if (isOpen) next.openChat();
    for (const text of waiting) next.sendMessage(text);
    const input = field(host);
    if (draft && input && !input.value) {
      input.value = draft;
      input.dispatchEvent(makeEvent('input'));
    }
  })().finally(() => (renewing = 0)));
