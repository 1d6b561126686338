// The panel on a phone: it keeps to what the on-screen keyboard leaves of the screen, and a swipe down on its header
// closes it. Where there is neither keyboard nor finger, nothing here ever runs.

/** A finger that went down this far, in px, and further down than aside, meant to close. */
const SWIPE_PX = 60;

/** Above this the visitor has zoomed in by two fingers: what is seen is a part of the panel then, not all there is for it. */
const ZOOMED = 1.05;

/** Follows the visible part of the screen and swipes for the life of the door. */
export const phone = (host, widget, own) => {
  const { style, shadowRoot } = host;
  const { visualViewport } = window;
  const look = () => {
    const { scale, height, offsetTop } = /** @type {VisualViewport} */ (visualViewport);
    // An empty value removes the property.
    const set = (name, value) => style.setProperty('--halo-visible-' + name, scale < ZOOMED ? value + 'px' : '');
    set('height', height);
    set('top', offsetTop);
  };
  if (visualViewport) {
    for (const type of ['resize', 'scroll']) own.on(visualViewport, type, look);
    look();
  }

  let start;
  // A page may have added a `signal` to Object.prototype.
  const passive = { __proto__: null, passive: true };
  shadowRoot.addEventListener(
    'touchstart',
    ({ target, touches }) => {
      start = touches.length == 1 && target.closest('.header') && touches[0];
    },
    passive,
  );
  shadowRoot.addEventListener(
    'touchend',
    ({ changedTouches: [end] }) => {
      if (!start) return;
      const down = end.clientY - start.clientY;
      if (down > SWIPE_PX && down > Math.abs(end.clientX - start.clientX)) widget.closeChat();
      start = null;
    },
    passive,
  );
};
