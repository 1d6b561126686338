// n8n's chat with its own launcher and window, told to stream.

import "@n8n/chat/style.css";
import { createChat } from "@n8n/chat";

export const start = () => createChat({ webhookUrl: `${location.origin}/wire/n8n`, enableStreaming: true });
