// @n8n/chat: a Vue app with a launcher of its own, which its readme creates with the page.

const page = `<link href="/files/n8n/readme.css" rel="stylesheet"><script type="module" src="/files/n8n/readme.js"></script>`;

export default {
  id: "n8n",
  package: "@n8n/chat",
  colors: ["#be185d", "#f687b3"],
  mounted: "`createChat` with the page, its own launcher",
  readme: page,
  lazy: page,
  launcher: ".chat-window-toggle",
  composer: ".chat-window textarea",
  transcript: `document.querySelector(".chat-messages-list")`,
};
