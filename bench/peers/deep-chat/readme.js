// deep-chat as its readme has it: the import, and the element in the page's markup.

import "deep-chat";
