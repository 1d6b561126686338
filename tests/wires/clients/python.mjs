// Clients in Python, each a program beside this file.

import { pythonClient } from "../harness/client.mjs";

export const PYTHON_CLIENTS = [
  pythonClient({ id: "requests-sse" }, "with_requests_sse", { returns: true }),
  pythonClient({ id: "aiohttp-sse-client2", note: "a connection that breaks is an error of its" }, "with_aiohttp_sse", { returns: true, resumes: false }),
  pythonClient({ id: "httpx-sse" }, "with_httpx_sse"),
  pythonClient({ id: "sseclient-py" }, "with_sseclient"),
  pythonClient({ id: "requests", note: "`iter_lines`, the lines taken apart by hand" }, "with_requests_lines"),
  pythonClient({ id: "httpx", note: "`iter_lines`, the lines taken apart by hand" }, "with_httpx_lines"),
];
