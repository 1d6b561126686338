// Which form of the widget a page can run: WebAssembly, or the same as plain JavaScript where a policy or the browser
// forbids that.

/** The smallest module there is: magic number and version. Compiling it tells whether WebAssembly may run at all. */
const EMPTY_MODULE = [0, 97, 115, 109, 1, 0, 0, 0];

/**
 * Why WebAssembly cannot run here, or nothing.
 * @returns {unknown}
 */
export const refusal = () => {
  try {
    new WebAssembly.Module(new Uint8Array(EMPTY_MODULE));
  } catch (error) {
    return error;
  }
};
