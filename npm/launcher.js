// The only thing on the page before the chat is wanted: a host element with an open shadow root and the launcher button. No class, style or markup of the page reaches in, and none of ours out.

import { make } from './page.js';

// `all: initial !important` in :host beats every rule of the page, also !important ones; direction and custom properties
// are not part of `all` and are set by name, and the host's own pseudo-elements are a page's to fill. A box without a size leaves nothing to click but the button.
// The z-index is above what pages use and below the very top, so that a page can still cover us on purpose.
// The speech bubble is a rounded box: no image that a policy could forbid. The transparent border is what forced colours
// paint. Paler, not in motion, says busy: it needs no exception for reduced motion.
const SHEET =
  // In a rule of their own, and with a value in every place too: what darkens pages writes rules with properties anew.
  ':host{--halo-primary:#2457d6;--halo-on-primary:#fff;--halo-z:2147483000;--halo-offset-x:20px;--halo-offset-y:20px}' +
  ':host{all:initial!important;direction:ltr!important;position:fixed!important;z-index:var(--halo-z,2147483000)!important}' +
  ':host:before,:host:after{content:none!important}' +
  '.launcher{position:fixed;bottom:var(--halo-offset-y,20px);right:var(--halo-offset-x,20px);width:56px;height:56px;border:2px solid #0000;border-radius:50%;background:var(--halo-primary,#2457d6);box-shadow:0 4px 16px #0004;cursor:pointer}' +
  ':host([data-position=bottom-left]) .launcher{right:auto;left:var(--halo-offset-x,20px)}' +
  '.launcher:before{content:"";position:absolute;inset:14px;border-radius:50% 50% 50% 4px;background:var(--halo-on-primary,#fff);forced-color-adjust:none}' +
  '.launcher[aria-busy]{opacity:.5}' +
  '@media print{:host{display:none!important}}';

/**
 * Makes host and launcher; nothing is on the page yet. Takes `position`, `zIndex` and `offset` of the config.
 * @param {Config} config
 */
export const draw = ({ position, zIndex, offset }) => {
  const host = make('halo-agents', { 'data-position': position || '' });
  const root = host.attachShadow({ mode: 'open' });
  const sheet = new CSSStyleSheet();
  const launcher = make('button', { class: 'launcher', part: 'launcher', 'aria-label': 'Open chat' });

  sheet.replaceSync(SHEET);
  root.adoptedStyleSheets = [sheet];
  const set = (name, given, unit = '') => {
    const value = parseFloat(given);
    value >= 0 && host.style.setProperty('--halo-' + name, value + unit);
  };
  set('z', zIndex);
  set('offset-x', offset?.x, 'px');
  set('offset-y', offset?.y, 'px');
  root.append(launcher);
  return { host, launcher };
};
