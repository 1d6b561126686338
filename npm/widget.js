// The entry of halo.js and halo_plain.js: the bindings of the module, and around `mount` what the door leaves until the
// widget is fetched, to stay small itself. The dist step puts the generated bindings in the place of `halo-bindings`, and
// what starts the form at hand in that of `halo-form`.

import initialise, { mount as mountWidget, version, waiting } from 'halo-bindings';
import { form, starter } from 'halo-form';
import { loader } from './chunks.js';
import { guard } from './guard.js';
import { foresee, languages } from './locales.js';
import { slotAttributes } from './masking.js';
import { complain } from './options.js';
import { make } from './page.js';
import { phone } from './phone.js';
import { renew, retell } from './renew.js';
import { stay } from './stay.js';
import { hand, hear } from './typed.js';

/** Starts the module; `wasm` and `integrity` as start.js takes them. */
export default (wasm, integrity) => {
  try {
    hear();
    foresee();
  } catch {
    // Only a head start.
  }
  return initialise(starter(wasm, integrity));
};
export { version };

/** Methods that the door calls without waiting: a module that trapped must not throw into the page. */
const AT_ONCE = ['debug', 'destroy'];

/** What a page that replaces what it needs does without. */
const attempt = (work) => {
  try {
    work();
  } catch {
    // The chat itself works all the same.
  }
};

/** Mounts the widget beside the launcher of a door, for its life `own`. */
export const mount = (host, launcher, own) => {
  const { config } = own;
  config.apiUrl ||= config.baseUrl || config.apiBaseUrl;
  attempt(() => complain(config));
  host.setAttribute('data-form', form);
  launcher.setAttribute('aria-haspopup', 'dialog');
  if (config.target) host.setAttribute('data-target', '');
  const slot = make('div', slotAttributes(config));
  host.shadowRoot.append(slot);
  if (!own.isGuarded) {
    own.isGuarded = true;
    attempt(() => guard(host, own));
    attempt(() => stay(host, own));
  }
  const leave = () => {
    const questions = waiting(widget);
    end.call(widget);
    slot.remove();
    return questions;
  };
  const load = loader(config, () => renew(widget, host, launcher, own, leave));
  const widget = mountWidget(slot, config.target ? null : launcher, config, load, languages(config));
  const end = widget.destroy;
  for (const name of AT_ONCE) {
    const method = widget[name];
    widget[name] = () => {
      try {
        return method.call(widget);
      } catch (error) {
        console.error(`HaloAgents: ${name}: ${error}`);
      }
    };
  }
  retell(widget, own);
  // Nobody else would open a panel without launcher.
  if (config.target) widget.openChat();
  else phone(host, widget, own);
  hand(host.shadowRoot);
  return widget;
};
