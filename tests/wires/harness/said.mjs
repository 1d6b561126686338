// What the model servers are made to say, and what is expected of an answer. The text has what streams are cut by wherever a
// reader takes other line ends than the standard's, and letters that take more than one unit.

import assert from "node:assert/strict";

export const TEXT =
  "Shipping to Norway costs 14.90 €.\r\n\r\n- line\u2028separator, paragraph\u2029separator, next\u0085line\n" +
  "data: not data\n\nevent: done\nid: 7\n\u{1f600} and 👩🏽‍🚀, “quoted” \\n \\u2028  two spaces, é\u0301, \ttab. End of it.";

/** The same on one line and in letters that every service keeps, for those that cut a text into words. */
export const PLAIN = "Shipping to Norway costs 14.90 € – 👩🏽‍🚀 and all.";

/** An answer that is whole and says this. */
export function isWhole(answer, text) {
  assert.equal(answer.error, undefined, `an error event: ${JSON.stringify(answer.error)}`);
  assert.equal(answer.text, text);
  assert.ok(answer.done, "no done event");
  assert.equal(answer.done.cut, undefined, "done says that the answer was cut");
}

/** An answer that failed, for this reason; `retryable` says whether the visitor is told to try again. */
export function isFault(answer, code, retryable) {
  assert.equal(answer.done, undefined, "a done event after a fault");
  assert.equal(answer.error?.code, code, `the error event is ${JSON.stringify(answer.error)}, the text ${JSON.stringify(answer.text)}`);
  assert.equal(answer.error.retryable, retryable);
}
