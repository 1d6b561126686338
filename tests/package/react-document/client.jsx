// H23: React takes over the whole document, as it was rendered on the server.

import { hydrateRoot } from "react-dom/client";
import { Document } from "./document.jsx";

hydrateRoot(document, <Document />, { onRecoverableError: (error) => console.error(`not hydrated: ${error}`) });
