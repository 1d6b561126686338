import { StrictMode, useState } from "react";
import { createRoot } from "react-dom/client";
import { HaloAgents } from "halo-widget/react";

function App() {
  const [count, setCount] = useState(0);
  const asked = new URLSearchParams(location.search);
  const apiUrl = asked.get("api");
  return (
    <main>
      <button type="button" onClick={() => setCount(count + 1)}>
        {count}
      </button>
      <HaloAgents
        {...{ orgId: "0d9c1f6e-6f0a-4b7e-9a43-2f6d1f5b8a10", apiKey: "ab_live_demo_8f2c41d7a9e05b36" }}
        apiUrl={apiUrl}
        locale={asked.get("locale")}
        onReady={() => setCount((now) => now + 1)}
      />
    </main>
  );
}

createRoot(document.getElementById("root")).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
