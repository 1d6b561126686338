// Web Chat as its documentation has it: rendered into an element of the page.

import { mount } from "./panel.js";

mount(document.getElementById("webchat"));
