// flowise-embed: a Solid custom element in one file, with a launcher of its own; started as its readme has it.

const page = `<script type="module">
  import Chatbot from "/files/flowise/web.js";
  Chatbot.init({ chatflowid: "bench", apiHost: location.origin + "/wire/flowise" });
</script>`;

export default {
  id: "flowise",
  package: "flowise-embed",
  colors: ["#15803d", "#68d391"],
  mounted: "`Chatbot.init` with the page, its own launcher",
  readme: page,
  lazy: page,
  /** Shipped as one file for pages to import. */
  copied: { "web.js": "flowise-embed/dist/web.js" },
  launcher: `flowise-chatbot button[part="button"]`,
  composer: `flowise-chatbot textarea`,
  transcript: `document.querySelector("flowise-chatbot").shadowRoot.querySelector(".chatbot-chat-view")`,
};
