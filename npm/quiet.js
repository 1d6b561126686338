// When the page asks for quiet: `ui: 'manual'`, `ui.trigger: false` and `manualOnPaths`, looked at again whenever a
// single-page application changes the path. Only the launcher is decided here; the widget applies the same rule to its own parts.

/** Without the Navigation API the path is looked at this often: a string comparison, and nothing of the page's is replaced. */
const LOOK_MS = 300;

/** `*` is any run of characters, `?` is one; the glob covers the whole path. */
const matches = (glob, path) => RegExp('^' + `${glob}`.replace(/\W/g, (c) => (c == '*' ? '.*' : c == '?' ? '.' : '\\' + c)) + '$').test(path);

/**
 * Whether the launcher stays away on this path.
 *
 * @param {Config} config
 * @param {string} path
 */
export const isQuiet = ({ ui, manualOnPaths, target }, path) =>
  target || ui == 'manual' || ui?.trigger === false || /** @type {string[]} */ ([]).concat(manualOnPaths ?? []).some((glob) => matches(glob, path));

/** Calls `look` after every change of the path, for a life. */
export const onPath = (look, own) => {
  const { navigation } = window;
  if (navigation) {
    own.on(navigation, 'currententrychange', look);
  } else {
    const timer = setInterval(() => (own.isOver ? clearInterval(timer) : look()), LOOK_MS);
  }
};
