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
  let instance = null;
  let warned;

  const init = (given) => {
    const report = (code, message, retryable = false) => {
      console.error(NAME + message);
      try {
        given.onError(Object.assign(new Error(message), { code, retryable }));
      } catch {
        // There is no onError, or it has a fault of its own.
      }
    };
    // Another copy of the door may have drawn it.
    const running = instance || find('halo-agents')?.halo;
    if (running) {
      warned ||= !console.warn(NAME + 'init() again: destroy() comes first.');
      return running;
    }
    let wrong;
    try {
      // Without a prototype: a key added to Object.prototype is no option of ours.
      const config = { __proto__: null, ...given };
      config.apiUrl ||= config.baseUrl || config.apiBaseUrl;
      wrong = problem(config);
      if (!wrong) return (instance = start(config, source, report, () => (instance = null, warned = false)));
    } catch (error) {
      wrong = ['unsupported', `The chat did not load: ${error}`];
    }
    report(...wrong);
    return methods(async () => {});
  };

  return { init, getInstance: () => instance, version, diagnose: () => source.diagnose().then((module) => module.diagnose()) };
};
