// The entry of halo.js: the bindings of the WebAssembly module, and around `mount` what the door leaves until the widget
// is fetched, to stay small itself. The dist step puts the generated bindings in the place of `halo-bindings`.

import initialise, { mount as mountWidget, version } from 'halo-bindings';
import { loader } from './chunks.js';
import { guard } from './guard.js';
import { foresee, languages } from './locales.js';
import { complain } from './options.js';
import { phone } from './phone.js';
import { hand, hear } from './typed.js';

/** Starts the module. */
export default (options) => {
  try {
    hear();
    foresee();
  } catch {
    // Only a head start.
  }
  return initialise(options);
};
export { version };

/** Methods that the door calls without waiting: a module that trapped must not throw into the page. */
const AT_ONCE = ['debug', 'destroy'];

/** Mounts the widget in the slot of the door. `signal` aborts when the door is destroyed. */
export const mount = (slot, launcher, config, signal) => {
  const { host } = slot.getRootNode();
  try {
    complain(config);
  } catch {
    // A page that replaces what this needs does without the hints.
  }
  if (config.target) host.setAttribute('data-target', '');
  guard(host, config, signal);
  const widget = mountWidget(slot, launcher, config, loader(config), languages(config));
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
  // Nobody else would open a panel without launcher.
  if (config.target) widget.openChat();
  else phone(host, widget, signal);
  hand(slot.getRootNode());
  return widget;
};
