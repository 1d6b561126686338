// The package's entry. Nothing runs at import, so that a server can import it; there `init` returns an instance that does
// nothing. The addresses are written so that bundlers find the two files and carry them along.

import { boot, version } from './boot.js';
import { refusal } from './form.js';
import { methods } from './instance.js';

/** Where the bundler has put the module; `wasmUrl` of the config says where it has not. */
let address;

const api = boot({
  async module(failures, { wasmUrl = new URL('./halo_bg.wasm', import.meta.url) }) {
    address = wasmUrl;
    const bindings = await (refusal() ? import('./halo_plain.js') : import('./halo.js'));
    await bindings.default(wasmUrl);
    return bindings;
  },
  async diagnose() {
    const { diagnose } = await import('./diagnose.js');
    return { diagnose: () => diagnose(address ? { 'halo_bg.wasm': `${address}` } : {}) };
  },
});

/** @type {typeof import('./index.d.ts').init} */
export const init = (config) => (typeof document === 'undefined' ? methods(async () => {}) : api.init(config));
export const { getInstance, diagnose } = api;
export { version };
/** @satisfies {typeof import('./index.d.ts').default} */
export default { init, getInstance, version, diagnose };
