//! The Node servers that the measured one is compared with: as little as does the same, without storing or checking
//! anything.

/// Says a word at once and then one a second.
pub(crate) const PLAIN: &str = r#"
const server = require("http").createServer((request, response) => {
  request.resume();
  request.on("end", () => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    const token = () => response.write('event: token\ndata: {"content":"word "}\n\n');
    token();
    const timer = setInterval(token, 1000);
    response.on("close", () => clearInterval(timer));
  });
});
server.listen(0, "127.0.0.1", 16384, () => console.log("listening on http://127.0.0.1:" + server.address().port));
"#;

/// Asks the model at `upstream` and hands its words on.
pub(crate) fn relay(upstream: &str) -> String {
    let (host, port) = upstream.split_once(':').unwrap();
    RELAY.replace("HOST", host).replace("PORT", port)
}

const RELAY: &str = r#"
const http = require("http");
const agent = new http.Agent({ keepAlive: false, maxSockets: Infinity });
const server = http.createServer((request, response) => {
  request.resume();
  request.on("end", () => {
    const call = http.request({ host: "HOST", port: PORT, method: "POST", path: "/chat/completions", agent }, (answer) => {
      response.writeHead(200, { "content-type": "text/event-stream" });
      let text = "";
      answer.setEncoding("utf8");
      answer.on("data", (part) => {
        text += part;
        for (let end; (end = text.indexOf("\n\n")) >= 0; text = text.slice(end + 2)) {
          const content = JSON.parse(text.slice(6, end)).choices[0].delta.content;
          response.write("event: token\ndata: " + JSON.stringify({ content }) + "\n\n");
        }
      });
    });
    call.on("error", () => response.destroy());
    response.on("close", () => call.destroy());
    call.end('{"stream":true}');
  });
});
server.listen(0, "127.0.0.1", 16384, () => console.log("listening on http://127.0.0.1:" + server.address().port));
"#;
