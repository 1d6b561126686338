// The script tag's entry: installs `window.HaloAgents`, fetches its sibling files from where it came from itself, and
// starts by itself when the page left `window.HaloAgentsConfig` or `data-` attributes for it.

import { boot } from './boot.js';
import { refusal } from './form.js';
import { fetch, find, make } from './page.js';

// An `<img name="currentScript">` of the page would stand in its place; in a bundle or a module there is none.
const current = document.currentScript;
const script = current?.localName == 'script' ? current : (find('script[src*=haloagents]') ?? {});
const here = new URL('.', script.src ?? location).href;

// import() takes no integrity; a module preloaded with one is the module that import() then gets. The link stands in the
// host element, so that nothing of it stays in the page.
const vouched = (href, integrity, nonce) =>
  new Promise((onload, onerror) =>
    find('halo-agents').append(Object.assign(make('link'), { rel: 'modulepreload', nonce, integrity, onload, onerror: () => onerror('integrity'), href })),
  );

/** The door may be of /latest/; everything else is of one build, which the dist step writes here. */
let files = here.replace(/latest\/$/, BUILD + '/');

/** Fetches the widget in the form that can run here, and starts it. */
const load = async (failures, config) => {
  const { integrity = '', nonce = script.nonce } = config;
  // The number of failures makes a retry another address: browsers remember a module that failed to load under its own.
  const address = (name) => `${files}halo${name}?${BUILD}-${failures}`;
  const [glueHash, wasmHash, plainHash] = integrity.split(' ');
  const refused = refusal();
  const glue = address(refused ? '_plain.js' : '.js');
  const hash = refused ? plainHash : glueHash;
  let wasm;
  try {
    // Beside the glue, which finds another where the page's own fetch is broken.
    wasm = refused || fetch(address('_bg.wasm'), { __proto__: null, integrity: wasmHash });
    wasm.catch(() => {});
  } catch {}
  hash && (await vouched(glue, hash, nonce));
  const module = await import(glue);
  await module.default(wasm, wasmHash);
  return module;
};

const source = {
  module: (failures, config) =>
    load(failures, config).catch(() => {
      // The server may be another release's by now, and keep nothing of this one.
      files = here;
      return load(failures + 'a', config);
    }),
  diagnose: () => import(files + 'diagnose.js'),
};

// Without prototypes: a page may have added keys to Object.prototype.
/** @type {Config} */
const config = { __proto__: null, ...window.HaloAgentsConfig };
const data = { __proto__: null, ...script.dataset };
for (const name in data) {
  const text = data[name];
  try {
    config[name] = /^[[{tf]/.test(text) ? JSON.parse(text) : text;
  } catch {
    config[name] = text;
  }
}

// A second script tag leaves the first one's HaloAgents alone; a form of that name is none.
if (!window.HaloAgents?.init?.call) window.HaloAgents = boot(source);
if (window.HaloAgentsConfig || config.orgId) HaloAgents.init(/** @type {Given} */ (config));
