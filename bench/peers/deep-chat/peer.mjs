// deep-chat: a web component without a launcher.

export default {
  id: "deep-chat",
  package: "deep-chat",
  colors: ["#b45309", "#f6ad55"],
  mounted: "the element in the page, or imported by a button of ours",
  readme: `<script type="module" src="/files/deep-chat/readme.js"></script><deep-chat connect='{"url":"/wire/deep-chat","stream":true}'></deep-chat>`,
  lazy: `<script type="module" src="/files/deep-chat/lazy.js"></script>`,
  launcher: "#launcher",
  composer: "#text-input",
  transcript: `document.querySelector("deep-chat").shadowRoot.querySelector("#messages")`,
};
