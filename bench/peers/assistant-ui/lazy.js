// assistant-ui behind a launcher.

import { launcher } from "../launcher.js";

launcher(() => import("./panel.jsx"));
