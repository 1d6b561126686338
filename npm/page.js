// The few things of the page that the door touches, reached in ways a page cannot take away by accident: an
// `<img name="querySelector">` stands where the document's own function was, and libraries put something else into
// `window.Document`. Nothing here runs at import, so that a server can import the package.

const ask = (method, argument) => Object.getPrototypeOf(document)[method].call(document, argument);

/** The first element that matches. `find(':root')` is the document element. */
export const find = (selector) => ask('querySelector', selector);

/** A new element with these attributes. */
export const make = (name, attributes) => {
  const element = ask('createElement', name);
  for (const key in attributes) element.setAttribute(key, attributes[key]);
  return element;
};

/** An event of the browser's own: MooTools puts something else into `window.Event`. */
export const makeEvent = (type, bubbles = false) => {
  const event = ask('createEvent', 'Event');
  event.initEvent(type, bubbles, bubbles);
  return event;
};

/** `fetch` as it was when the door came, without what later scripts wrap around it. */
export const { fetch } = globalThis;
