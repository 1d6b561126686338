// Languages: what the page and the browser wish for, the texts of a locale, and what the browser's Intl knows of it. Which
// locale is chosen is the widget's business. The dist step writes `halo-locales`.

import locales from 'halo-locales';
import { near } from './chunks.js';
import { fetch, find } from './page.js';

/** How Intl is asked for the time of day and for the day. */
const DATES = {
  time: { hour: 'numeric', minute: 'numeric' },
  day: { weekday: 'long', day: 'numeric', month: 'long' },
};

const read = async (address, integrity) => {
  const answer = await fetch(address, { __proto__: null, integrity });
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  return answer;
};

/** For the widget: `page` and `browser` are tags of languages, best first, with commas between. */
export const languages = ({ wasmUrl }) => ({
  page: find(':root').lang,
  browser: `${navigator.languages}`,
  /** The file of a locale, as text. The hashes of all of them lie in a file of their own, whose hash is known here. */
  load: async (locale) => {
    const { index, files } = locales;
    const hashes = await (await near(index, wasmUrl, read)).json();
    return (await near([`halo.${locale}.json`, files[locale], hashes[locale]], wasmUrl, read)).text();
  },
  /** The category and the writing of a number, or a date; `kind` is `count`, `time` or `day`. */
  intl: (locale, kind, value) =>
    DATES[kind] ? new Intl.DateTimeFormat(locale, DATES[kind]).format(value) : `${new Intl.PluralRules(locale).select(value)} ${new Intl.NumberFormat(locale).format(value)}`,
  /** Remembers what is written in the fields below `slot` and where the focus is; the function returned puts it back. */
  keep: (slot) => {
    const focused = slot.getRootNode().activeElement;
    const fields = [...slot.querySelectorAll('[id]')].map((it) => [it.id, it.value, it === focused, it.selectionStart]);
    return () => {
      for (const [id, value, isFocused, caret] of fields) {
        const it = slot.querySelector('#' + id);
        if (it && value) {
          it.value = value;
          it.dispatchEvent(new Event('input'));
        }
        if (it && isFocused) {
          it.focus();
          it.setSelectionRange?.(caret, caret);
        }
      }
    };
  },
});
