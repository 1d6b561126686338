// deep-chat behind a launcher.

import { launcher } from "../launcher.js";

launcher(() => import("./panel.js"));
