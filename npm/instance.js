// One running door: the launcher answers at once, calls wait in order until the widget is mounted, and the widget is
// fetched when it is wanted. What a call means is the widget's business; here it is only kept and handed on.

import { draw, place } from './launcher.js';
import { isQuiet, onPath } from './quiet.js';

/** Every method of an instance. All but `debug` and `destroy` wait for the widget. */
const METHODS =
  'sendMessage openChat toggleChat highlightElement createTicket series optOut optIn reset closeChat clearHighlights identify identifyCompany setContext clearContext track debug destroy'.split(' ');

/** The first so many are worth fetching the widget for; the others tell it something and can wait until it is there. */
const FETCHING = 9;

/** Lines on which nothing is fetched before the visitor asks. */
const SLOW = /[23]g/;

/** Wait before intent alone fetches again, times the failures so far. A click never waits. */
const BACKOFF_MS = 3000;

/** An object with every method of an instance, each handed to `call(name, ...args)`. */
export const methods = (call) => {
  const instance = {};
  for (const name of METHODS) {
    instance[name] = (...args) => {
      const result = call(name, ...args);
      // Nobody has to listen for a rejection.
      result.catch(() => {});
      return result;
    };
  }
  return instance;
};

/** Calls `load` once the page has loaded and has nothing to do, unless the line is slow or the visitor saves data. */
const whenIdle = (load, signal) => {
  const { saveData, effectiveType } = navigator.connection ?? {};
  // Safari has no requestIdleCallback.
  const idle = () => (window.requestIdleCallback || setTimeout)(load);
  if (saveData || SLOW.test(effectiveType)) return;
  document.readyState == 'complete' ? idle() : addEventListener('load', idle, { signal });
};

/** Starts a door on a checked config. `source` knows where the files are; `ended` is called once, by `destroy`. */
export const start = (config, source, report, ended) => {
  const { host, launcher, slot } = draw(config);
  const { target } = config;
  const life = new AbortController();
  const { signal } = life;
  let widget, loading, mounted, quiet;
  let failures = 0;
  const ready = new Promise((resolve) => (mounted = resolve));

  const fetchWidget = async () => {
    try {
      const module = await source.module(failures, config);
      if (!signal.aborted) mounted((widget = module.mount(slot, target ? null : launcher, config, signal)));
    } catch (error) {
      loading = 0;
      quiet = setTimeout(() => (quiet = 0), BACKOFF_MS * ++failures);
      signal.aborted || report('load', `The chat did not load: ${error}. See HaloAgents.diagnose().`, true);
    }
    launcher.removeAttribute('aria-busy');
  };
  const load = () => signal.aborted || (loading ||= fetchWidget());
  const intend = () => quiet || load();

  // Synchronous once the widget is there: on a phone focus() brings up the keyboard only inside the click itself.
  const call = async (name, ...args) => {
    const asked = failures;
    if (!widget && METHODS.indexOf(name) < FETCHING) {
      name == 'openChat' && launcher.setAttribute('aria-busy', true);
      load();
    }
    const it = widget || (await ready);
    // An open that failed to load is over: the chat must not open by itself when a later intent succeeds.
    if (!(signal.aborted || (name == 'openChat' && asked < failures))) return it[name](...args);
  };

  const instance = methods(call);
  instance.debug = () => {
    if (widget) return widget.debug();
    const snapshot = { loaded: false };
    console.log(snapshot);
    return snapshot;
  };
  instance.destroy = () => {
    if (signal.aborted) return;
    life.abort();
    host.remove();
    ended();
    widget?.destroy();
  };

  const look = () => (launcher.hidden = isQuiet(config, location.pathname));
  // What can fail comes before anything of the page is touched.
  look();
  place(host, target);
  onPath(look, signal);

  // Pointer, finger or focus on the launcher announce a click by 100 to 400 ms.
  launcher.addEventListener('pointerenter', intend);
  launcher.addEventListener('focus', intend);
  // The second click of a double click is no wish to close what the first one opened.
  launcher.addEventListener('click', ({ detail }) => detail > 1 || instance[widget ? 'toggleChat' : 'openChat']());
  // On window and in capture, so that no handler of the page stops it first.
  addEventListener('click', (event) => {
    if (event.composedPath().some(({ dataset }) => dataset?.haloOpen != null)) {
      event.preventDefault();
      instance.openChat();
    }
  }, { signal, capture: true });

  if (target || config.load == 'eager') load();
  else if (config.load != 'interaction') whenIdle(load, signal);
  // For a second copy of the door, and for diagnose().
  host.halo = instance;
  host.config = config;
  return instance;
};
