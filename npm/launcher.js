// The only thing on the page before the chat is wanted: a host element with an open shadow root, the launcher button and
// the empty slot that the widget is mounted in. No class, style or markup of the page reaches in, and none of ours out.

import { find, make } from './page.js';

// `all: initial !important` in :host beats every rule of the page, also !important ones; direction and custom properties
// are not part of `all` and are set by name, and the host's own pseudo-elements are a page's to fill. A box without a size leaves nothing to click but the button.
// The z-index is above what pages use and below the very top, so that a page can still cover us on purpose.
// The speech bubble is a rounded box: no image that a policy could forbid. The transparent border is what forced colours
// paint. A fade, not a spin, says busy: it needs no exception for reduced motion.
const SHEET =
  ':host{all:initial!important;direction:ltr!important;position:fixed!important;z-index:var(--halo-z)!important;--halo-primary:#2457d6;--halo-on-primary:#fff;--halo-z:2147483000;--halo-offset-x:20px;--halo-offset-y:20px}' +
  ':host:before,:host:after{content:none!important}' +
  '.launcher{position:fixed;bottom:var(--halo-offset-y);right:var(--halo-offset-x);width:56px;height:56px;border:2px solid #0000;border-radius:50%;background:var(--halo-primary);box-shadow:0 4px 16px #0004;cursor:pointer}' +
  ':host([data-position=bottom-left]) .launcher{right:auto;left:var(--halo-offset-x)}' +
  '.launcher:before{content:"";position:absolute;inset:14px;border-radius:50% 50% 50% 4px;background:var(--halo-on-primary);forced-color-adjust:none}' +
  '.launcher[aria-busy]{animation:busy 1s infinite}' +
  '@keyframes busy{50%{opacity:.5}}' +
  '@media print{:host{display:none!important}}';

/** Makes host, launcher and slot; nothing is on the page yet. Takes `position`, `zIndex` and `offset` of the config. */
export const draw = ({ position, zIndex, offset }) => {
  const host = make('halo-agents', { 'data-position': position || '' });
  const root = host.attachShadow({ mode: 'open' });
  const sheet = new CSSStyleSheet();
  const launcher = make('button', { class: 'launcher', part: 'launcher', type: 'button', 'aria-haspopup': 'dialog', 'aria-expanded': false, 'aria-label': 'Open chat' });
  const slot = make('div', { class: 'slot' });
  
  sheet.replaceSync(SHEET);
  root.adoptedStyleSheets = [sheet];
  const set = (name, value, unit = '') => (value = parseFloat(value)) >= 0 && host.style.setProperty('--halo-' + name, value + unit);
  set('z', zIndex);
  set('offset-x', offset?.x, 'px');
  set('offset-y', offset?.y, 'px');
  root.append(launcher, slot);
  return { host, launcher, slot };
};

/** Puts the host on the document element, which no router and no framework swaps out, or in `target`, which must be there. */
export const place = (host, target) => (target?.append ? target : find(target ?? ':root')).append(host);
