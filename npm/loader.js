// The script tag's entry: installs `window.HaloAgents`, fetches its sibling files from where it came from itself, and
// starts by itself when the page left `window.HaloAgentsConfig` or `data-` attributes for it.

import { boot, version } from './boot.js';
import { fetch, find, make } from './page.js';

// An `<img name="currentScript">` of the page would stand in its place; in a bundle or a module there is none.
const current = document.currentScript;
const script = current instanceof HTMLScriptElement ? current : find('script[src*=haloagents]') ?? { src: location.href };
const here = new URL('.', script.src).href;

// import() takes no integrity; a module preloaded with one is the module that import() then gets. The link stands in the
// host element, so that nothing of it stays in the page.
const vouched = (href, integrity, nonce) =>
  new Promise((onload, onerror) => find('halo-agents').append(Object.assign(make('link'), { rel: 'modulepreload', nonce, integrity, onload, onerror: () => onerror('integrity'), href })));

const source = {
  // The version keeps a cached door and a newer neighbour at /latest/ apart. The number of failures makes a retry another
  // address: browsers remember a module that failed to load under its own.
  async module(failures, { integrity = '', nonce = script.nonce }) {
    const address = (name) => `${here}halo${name}?${version}-${failures}`;
    const glue = address('.js');
    const [glueHash, wasmHash] = integrity.split(' ');
    const wasm = fetch(address('_bg.wasm'), { __proto__: null, integrity: wasmHash });
    wasm.catch(() => {});
    glueHash && await vouched(glue, glueHash, nonce);
    const module = await import(glue);
    await module.default({ module_or_path: wasm });
    return module;
  },
  diagnose: () => import(here + 'diagnose.js'),
};

// Without prototypes: a page may have added keys to Object.prototype.
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
if (window.HaloAgentsConfig || config.orgId) HaloAgents.init(config);
