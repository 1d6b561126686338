// An event stream, read by the standard's rules. What is tried here reads streams in its own way; this one says what there
// was to read.

const LINE_END = /\r\n|\n|\r/;

export class Decoder {
  #utf8 = new TextDecoder();
  #rest = "";
  #event = { data: [] };
  events = [];

  push(bytes) {
    const lines = `${this.#rest}${this.#utf8.decode(bytes, { stream: true })}`.split(LINE_END);
    this.#rest = lines.pop();
    for (const line of lines) this.#line(line);
  }

  #line(line) {
    if (line === "") {
      const { event = "message", data, id } = this.#event;
      if (data.length) this.events.push({ event, data: data.join("\n"), id });
      this.#event = { data: [] };
      return;
    }
    const colon = line.indexOf(":");
    if (colon === 0) return;
    const [name, value] = colon < 0 ? [line, ""] : [line.slice(0, colon), line.slice(colon + 1).replace(/^ /, "")];
    if (name === "data") this.#event.data.push(value);
    else this.#event[name] = value;
  }
}
