// n8n's chat as its readme has it: created with the page.

import { start } from "./panel.js";

start();
