// When the page asks for quiet: `ui: 'manual'`, `ui.trigger: false` and `manualOnPaths`, looked at again whenever a
// single-page application changes the path. Only the launcher is decided here; the widget applies the same rule to its own parts.

/** Without the Navigation API the path is looked at this often: a string comparison, and nothing of the page's is replaced. */
const LOOK_MS = 300;

/** `*` is any run of characters, `?` is one; the glob covers the whole path. */
const matches = (glob, path) => RegExp('^' + `${glob}`.replace(/\W/g, (c) => (c == '*' ? '.*' : c == '?' ? '.' : '\\' + c)) + '$').test(path);

/** Whether the launcher stays away on this path. */
export const isQuiet = ({ ui, manualOnPaths, target }, path) =>
  target || ui == 'manual' || ui?.trigger === false || [].concat(manualOnPaths ?? []).some((glob) => matches(glob, path));

/** Calls `look` after every change of the path, until `signal` aborts. */
export const onPath = (look, signal) => {
  const { navigation } = window;
  if (navigation) {
    navigation.addEventListener('currententrychange', look, { signal });
  } else {
    const timer = setInterval(() => (signal.aborted ? clearInterval(timer) : look()), LOOK_MS);
  }
};
