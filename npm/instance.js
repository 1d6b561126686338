// One running door: the launcher answers at once, calls wait in order until the widget is mounted, and the widget is
// fetched when it is wanted. What a call means is the widget's business; here it is only kept and handed on.

import { draw } from './launcher.js';
import { find } from './page.js';
import { isQuiet, onPath } from './quiet.js';

/** Every method of an instance. All but `debug` and `destroy` wait for the widget. */
const METHODS =
  'sendMessage openChat toggleChat highlightElement createTicket series optOut optIn reset closeChat clearHighlights identify identifyCompany setContext clearContext track debug destroy'.split(
    ' ',
  );

/** The first so many are worth fetching the widget for; the others tell it something and can wait until it is there. */
const FETCHING = 9;

/** Lines on which nothing is fetched before the visitor asks. */
const SLOW = /[23]g/;

/** Wait before the host is put back, while there is only the door; then stay.js sees to it. */
const RETURN_MS = 99;

/** Wait before intent alone fetches again, times the failures so far. A click never waits. */
const BACKOFF_MS = 3000;

/**
 * An object with every method of an instance, each handed to `call(name, ...args)`.
 * @returns {Instance}
 */
export const methods = (call) => {
  const instance = /** @type {any} */ ({});
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

/**
 * Starts a door on a checked config: what of it the widget and another copy of the door may know. `source` knows where the
 * files are; `ended` is called once, by `destroy`.
 * @param {Config} config
 */
export const start = (config, source, report, ended) => {
  const { host, launcher } = draw(config);
  const { target } = config;
  let widget, loading, mounted, quiet;
  let failures = 0;
  const ready = new Promise((resolve) => (mounted = resolve));

  const fetchWidget = async () => {
    try {
      const module = await source.module(failures, config);
      if (!own.isOver) mounted((widget = module.mount(host, launcher, own)));
    } catch (error) {
      loading = 0;
      quiet = setTimeout(() => (quiet = 0), BACKOFF_MS * ++failures);
      own.isOver || report('load', `The chat did not load: ${error}. See HaloAgents.diagnose().`, true);
    }
    launcher.removeAttribute('aria-busy');
  };
  const load = () => own.isOver || (loading ||= fetchWidget());
  const intend = () => quiet || load();

  // Synchronous once the widget is there: on a phone focus() brings up the keyboard only inside the click itself.
  const call = async (name, ...args) => {
    const asked = failures;
    name == 'openChat' && own.settle();
    if (!widget && METHODS.indexOf(name) < FETCHING) {
      name == 'openChat' && launcher.setAttribute('aria-busy', true);
      load();
    }
    const it = widget || (await ready);
    // An open that failed to load is over: the chat must not open by itself when a later intent succeeds.
    if (!(own.isOver || (name == 'openChat' && asked < failures))) return it[name](...args);
  };

  const instance = methods(call);
  instance.debug = () => (widget ? widget.debug() : { loaded: false });
  instance.destroy = () => {
    if (own.isOver) return;
    own.isOver = true;
    for (const [it, ...listener] of own.listeners) it.removeEventListener(...listener);
    host.remove();
    ended();
    widget?.destroy();
  };

  /** @type {Own} */
  const own = {
    instance,
    config,
    // Not with an AbortSignal, which pages replace by one that the browser's own addEventListener refuses.
    listeners: [],
    on(it, ...listener) {
      it.addEventListener(...listener);
      own.listeners.push([it, ...listener]);
    },
    /** Puts the host on the document element, which no router swaps out, or into the target. stay.js knows more. */
    settle: (/** @type {any} */ to = target) => own.isOver || host.isConnected || (to?.append ? to : find(to ?? ':root')).append(host),
  };
  const look = () => (launcher.hidden = isQuiet(config, location.pathname));
  try {
    // What can fail comes before anything of the page is touched.
    look();
    own.settle();
    own.observer = new MutationObserver(() => setTimeout(own.settle, RETURN_MS));
    own.observer.observe(find(':root'), { childList: true });
    onPath(look, own);
    // Pointer, finger or focus on the launcher announce a click by 100 to 400 ms.
    launcher.addEventListener('pointerenter', intend);
    launcher.addEventListener('focus', intend);
    // The second click of a double click is no wish to close what the first one opened.
    launcher.addEventListener('click', ({ detail }) => detail > 1 || instance[widget ? 'toggleChat' : 'openChat']());
    // On window and in capture, so that no handler of the page stops it first.
    own.on(
      window,
      'click',
      (event) => {
        if (/** @type {HTMLElement[]} */ (event.composedPath()).some(({ dataset }) => dataset?.haloOpen != null)) {
          event.preventDefault();
          instance.openChat();
        }
      },
      true,
    );
    const { saveData, effectiveType } = navigator.connection || {};
    // Safari has no requestIdleCallback.
    const whenIdle = () => (window.requestIdleCallback || setTimeout)(load);
    const seen = () => {
      // Nothing while the page is prerendered or lies in a tab behind.
      if (document.hidden) return;
      if (target || config.load == 'eager') load();
      else if (config.load == 'interaction' || saveData || SLOW.test(/** @type {string} */ (effectiveType))) return;
      else if (document.readyState == 'complete') whenIdle();
      else own.on(window, 'load', whenIdle);
    };
    own.on(document, 'visibilitychange', seen);
    seen();
  } catch (error) {
    instance.destroy();
    throw error;
  }
  return (host.own = own);
};
