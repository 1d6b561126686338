import { hydrateRoot } from "react-dom/client";
import { Document } from "./document.jsx";

hydrateRoot(document, <Document />, { onRecoverableError: (error) => console.error(`not hydrated: ${error}`) });
