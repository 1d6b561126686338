"use client";

import { useEffect, useState } from "react";
import { HaloAgents } from "halo-widget/react";

export function Chat() {
  const [asked, ask] = useState(null);
  useEffect(() => ask(new URLSearchParams(location.search)), []);
  return (
    asked && (
      <HaloAgents
        {...{ orgId: "0d9c1f6e-6f0a-4b7e-9a43-2f6d1f5b8a10", apiKey: "ab_live_demo_8f2c41d7a9e05b36" }}
        apiUrl={asked.get("api")}
        locale={asked.get("locale")}
      />
    )
  );
}
