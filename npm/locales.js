// Languages: what the page and the browser wish for, the texts of a locale, and what the browser's Intl knows of it. Which
// locale is chosen is the widget's business. The dist step writes `halo-locales`.

import locales from 'halo-locales';
import { near, read } from './chunks.js';
import { find, makeEvent } from './page.js';

/** How Intl is asked for the time of day and for the day. */
const DATES = {
  time: { hour: 'numeric', minute: 'numeric' },
  day: { weekday: 'long', day: 'numeric', month: 'long' },
};

const { index, files } = locales;
let hashes;

/** The hashes of all locale files, whose own hash is known here. */
const known = (wasmUrl) => (hashes ||= near(index, wasmUrl, read).then((answer) => answer.json()));

/** Fetches the hashes while the module is still on its way, where the first wish will want a file. */
export const foresee = () => {
  const { config } = find('halo-agents').own;
  const [language] = (config.locale || find(':root').lang || navigator.language).split(/[-_]/);
  for (const name in files) if (name.split('-')[0] === language) known(config.wasmUrl).catch(() => {});
};

/** For the widget: `page` and `browser` are tags of languages, best first, with commas between. */
export const languages = ({ wasmUrl }) => ({
  page: find(':root').lang,
  browser: `${navigator.languages}`,
  /** What the file of a locale holds. */
  load: async (locale) => {
    try {
      return await (await near([`halo.${locale}.json`, files[locale], (await known(wasmUrl))[locale]], wasmUrl, read)).json();
    } finally {
      // A failure is forgotten, so that the next widget can try again.
      hashes = 0;
    }
  },
  /** The category and the writing of a number, or a date; `kind` is `count`, `time` or `day`. */
  intl: (locale, kind, value) =>
    DATES[kind]
      ? new Intl.DateTimeFormat(locale, DATES[kind]).format(value)
      : `${new Intl.PluralRules(locale).select(value)} ${new Intl.NumberFormat(locale).format(value)}`,
  /** Remembers what is written in the fields below `slot` and where the focus is; the function returned puts it back. */
  keep: (slot) => {
    const root = slot.getRootNode();
    const focused = root.activeElement?.id;
    const fields = [...slot.querySelectorAll('[id]')].map(({ id, value }) => [id, value]);
    return () => {
      for (const [id, value] of fields) {
        const it = root.getElementById(id);
        if (value) {
          it.value = value;
          it.dispatchEvent(makeEvent('input'));
        }
        if (id === focused) it.focus();
      }
    };
  },
});
