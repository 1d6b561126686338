// deep-chat in a panel, told to read a stream of its own kind.

import "deep-chat";

export function mount(panel) {
  const chat = document.createElement("deep-chat");
  chat.connect = { url: "/wire/deep-chat", stream: true };
  chat.style = "width:100%;height:100%;border:0";
  panel.append(chat);
}
