// The panel of the baseline: transcript, composer, stop button, unread end followed. Answers are read as they come and
// drawn once a frame, which is what keeps a simple panel quick.

import { h, render } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";

import { ask } from "./stream.js";
import { Answer } from "./answer.js";
import style from "./style.css";

/** How near to the end a reader counts as following it. */
const NEAR_PX = 40;

function Transcript({ turns }) {
  const log = useRef();
  const follows = useRef(true);
  const onScroll = () => {
    const { scrollHeight, scrollTop, clientHeight } = log.current;
    follows.current = scrollHeight - scrollTop - clientHeight < NEAR_PX;
  };
  useLayoutEffect(() => {
    if (follows.current) log.current.scrollTop = log.current.scrollHeight;
  });
  const turn = ({ id, role, text }) => h("article", { key: id, class: role }, role === "assistant" ? h(Answer, { text }) : text);
  return h("div", { role: "log", "aria-label": "Conversation", ref: log, onScroll }, turns.map(turn));
}

function Composer({ isAnswering, onSend, onStop }) {
  const [text, setText] = useState("");
  const send = () => {
    if (!text.trim() || isAnswering) return;
    onSend(text.trim());
    setText("");
  };
  const onKeyDown = (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    send();
  };
  return h("form", { onSubmit: (event) => (event.preventDefault(), send()) }, [
    h("textarea", {
      rows: 1,
      "aria-label": "Message",
      placeholder: "Write a message",
      value: text,
      onInput: (event) => setText(event.target.value),
      onKeyDown,
    }),
    isAnswering ? h("button", { type: "button", onClick: onStop }, "Stop") : h("button", { type: "submit" }, "Send"),
  ]);
}

function Panel({ onClose }) {
  const [turns, setTurns] = useState([]);
  const [running, setRunning] = useState();
  useEffect(() => () => running?.abort(), [running]);
  const change = (id, text) => setTurns((all) => all.map((turn) => (turn.id === id ? { ...turn, text } : turn)));
  const send = async (question) => {
    const id = crypto.randomUUID();
    const controller = new AbortController();
    setTurns((all) => [...all, { id: `${id}-question`, role: "user", text: question }, { id, role: "assistant", text: "" }]);
    setRunning(controller);
    try {
      await ask(question, (text) => change(id, text), controller.signal);
    } catch (error) {
      if (error.name !== "AbortError") change(id, "Something went wrong. Please try again.");
    }
    setRunning(undefined);
  };
  return h("section", { role: "dialog", "aria-label": "Chat" }, [
    h("header", null, "Helper", h("button", { "aria-label": "Close chat", onClick: onClose }, "×")),
    h(Transcript, { turns }),
    h(Composer, { isAnswering: Boolean(running), onSend: send, onStop: () => running?.abort() }),
  ]);
}

/** Draws the panel into the shadow root. */
export function mount(root) {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(style);
  root.adoptedStyleSheets = [sheet];
  const place = document.createElement("div");
  place.hidden = true;
  root.append(place);
  const toggle = () => {
    place.hidden = !place.hidden;
    if (!place.hidden) place.querySelector("textarea").focus();
  };
  render(h(Panel, { onClose: toggle }), place);
  return { toggle };
}
