// A Direct Line for Web Chat: what the visitor posts is asked of the server of the comparison, and the answer comes
// back as the activities of a livestream, each with the text so far.

import { read } from "../sse.js";

/** The little of an observable that Web Chat uses. */
function subject(first) {
  const observers = new Set();
  const observable = {
    subscribe(observer, ...rest) {
      const it = typeof observer === "function" ? { next: observer, error: rest[0], complete: rest[1] } : observer;
      observers.add(it);
      if (first !== undefined) for (const value of first) it.next?.(value);
      return { unsubscribe: () => observers.delete(it) };
    },
  };
  observable[Symbol.observable ?? "@@observable"] = () => observable;
  return { observable, next: (value) => observers.forEach((it) => void it.next?.(value)) };
}

const once = (value) => {
  const observable = {
    subscribe(observer, ...rest) {
      const it = typeof observer === "function" ? { next: observer, complete: rest[1] } : observer;
      it.next?.(value);
      it.complete?.();
      return { unsubscribe() {} };
    },
  };
  observable[Symbol.observable ?? "@@observable"] = () => observable;
  return observable;
};

export function directLine() {
  const activities = subject();
  const status = subject([0, 1, 2]);
  let count = 0;
  const send = (activity) => activities.next({ from: { id: "bot", role: "bot" }, id: `a${(count += 1)}`, timestamp: new Date().toISOString(), ...activity });
  const answer = async (question) => {
    let text = "";
    let streamId;
    let streamSequence = 0;
    const part = (streamType) => {
      const id = `a${count + 1}`;
      streamSequence += 1;
      const channelData = { streamType, ...(streamId ? { streamId } : {}), ...(streamType === "final" ? {} : { streamSequence }) };
      send({ type: streamType === "final" ? "message" : "typing", text, channelData });
      streamId ??= id;
    };
    for await (const token of read(question)) {
      text += token;
      part("streaming");
    }
    part("final");
  };
  return {
    activity$: activities.observable,
    connectionStatus$: status.observable,
    postActivity(activity) {
      const id = `u${(count += 1)}`;
      setTimeout(() => activities.next({ ...activity, id, timestamp: new Date().toISOString() }));
      if (activity.type === "message") answer(activity.text);
      return once(id);
    },
    end() {},
  };
}
