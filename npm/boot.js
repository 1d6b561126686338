// `HaloAgents` itself, shared by the script tag (loader.js) and the package (index.js): one instance at a time, and
// nothing that goes wrong becomes an exception in the page.

import { problem } from './check.js';
import { methods, start } from './instance.js';
import { find } from './page.js';

/** Equals the version of the crate and of the package. */
export const version = '0.1.0';

/** Opens every line on the console. */
const NAME = 'HaloAgents: ';

/** The API over `source`, which knows where the files are: `module(failures, config)` and `diagnose()`. */
export const boot = (source) => {
  /** @type {Own | null} */
  let own = null;

  /** @type {typeof import('./index.js').init} */
  const init = (given) => {
    const report = (code, message, retryable = false) => {
      console.error(NAME + message);
      try {
        /** @type {Function} */ (given.onError)(Object.assign(new Error(message), { code, retryable }));
      } catch {
        // There is no onError, or it has a fault of its own.
      }
    };
    let wrong;
    try {
      // Another copy of the door may have drawn it.
      const running = own || find('halo-agents')?.own;
      if (running) {
        // A page that was drawn anew has another target.
        running.settle(given?.target);
        running.isWarned ||= (console.warn(NAME + 'init() again: destroy() comes first.'), true);
        return running.instance;
      }
      // Without a prototype: a key added to Object.prototype is no option of ours.
      /** @type {Config} */
      const config = { __proto__: null, ...given };
      wrong = problem(config);
      if (!wrong) return (own = start(config, source, report, () => (own = null))).instance;
    } catch (error) {
      wrong = ['unsupported', `The chat did not load: ${error}`];
    }
    report(...wrong);
    return methods(async () => {});
  };

  return { init, getInstance: () => own?.instance ?? null, version, diagnose: () => source.diagnose().then((module) => module.diagnose()) };
};
