// assistant-ui as its documentation has it: a thread in an element of the page.

import { mount } from "./panel.jsx";

mount(document.getElementById("assistant"));
