// What a visitor types after pressing the launcher, while the widget is still on its way: it was meant for a field that is
// not there yet. Keys that mean something to the page are left alone: all this hears goes to the launcher.

import { find, makeEvent } from './page.js';

let typed = '';

const take = (event) => {
  const { key, target, isTrusted } = event;
  // Of a script's events only the name is sure, and not even that they come from a key.
  if (!isTrusted || !target.getAttribute('aria-busy')) return;
  const isText = key.length == 1 && (event.getModifierState('AltGraph') || !(event.ctrlKey || event.metaKey || event.altKey));
  // A first space presses the button, as it does on every other one.
  if (!(isText && (typed || key != ' ')) && !(typed && key == 'Backspace')) return;
  typed = isText ? typed + key : typed.slice(0, -1);
  event.preventDefault();
};

/** Begins to listen, once for each door. */
export const hear = () => find('halo-agents').shadowRoot.addEventListener('keydown', take);

/** Puts what was typed into the field, whose id is known to src/ui/composer.rs. */
export const hand = (root) => {
  const field = root.getElementById('message');
  if (!typed || !field) return;
  field.value += typed;
  typed = '';
  field.dispatchEvent(makeEvent('input'));
};
