// Computed styles of whole trees, to show that nothing of the page reaches the widget and nothing of it reaches the page.

/** Runs in the page: every element below `root`, by its path, with everything the browser computes for it. */
const collect = (inside) => {
  const root = inside ? document.querySelector("halo-agents").shadowRoot : document.documentElement;
  const path = (element) => {
    const parts = [];
    for (let it = element; it && it !== root; it = it.parentElement) {
      const place = it.parentNode ? [...it.parentNode.children].indexOf(it) : 0;
      parts.unshift(`${it.localName}[${place}]`);
    }
    return parts.join(" > ");
  };
  const elements = [...root.querySelectorAll("*")].filter((element) => inside || !element.closest("halo-agents"));
  return elements.flatMap((element) =>
    [undefined, "::before", "::after"].map((pseudo) => {
      const style = getComputedStyle(element, pseudo);
      // A pseudo-element without content makes no box: nothing else of it matters.
      const names = pseudo && style.content === "none" ? ["content"] : [...style];
      return [path(element) + (pseudo ?? ""), Object.fromEntries(names.map((name) => [name, style.getPropertyValue(name)]))];
    }),
  );
};

/** Computed styles of every element of the widget. */
export const ofWidget = (page) => page.evaluate(collect, true);

/** Computed styles of every element of the page. */
export const ofPage = (page) => page.evaluate(collect, false);

/** Where the two differ, as lines; custom properties of the page are its own business. */
export function differences(before, after) {
  const lines = [];
  const later = new Map(after);
  for (const [path, style] of before) {
    const other = later.get(path);
    if (!other) {
      lines.push(`${path} is gone`);
      continue;
    }
    for (const name of Object.keys(style)) {
      if (style[name] !== other[name]) lines.push(`${path} { ${name}: ${style[name]} became ${other[name]} }`);
    }
  }
  if (before.length !== after.length) lines.push(`${before.length} elements became ${after.length}`);
  return lines;
}
