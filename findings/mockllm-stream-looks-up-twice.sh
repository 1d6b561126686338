#!/usr/bin/env bash
# mockllm 0.0.8: a streamed answer is looked up twice: first by the question, and then the answer is looked up as if it had been
# asked. Whoever streams reads the default for unknown questions; without streaming the same question is answered. An answer
# that is a question of the file as well, with itself as its answer, is streamed.
# Seen with 0.0.8 on Python 3.11.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv environment
environment/bin/pip install --quiet --disable-pip-version-check mockllm==0.0.8 httpx==0.28.1
cat >responses.yml <<'YAML'
responses:
  "What does it cost?": "Ten euros."
defaults:
  unknown_response: "unknown"
YAML
cat >seen.py <<'PYTHON'
import json

from fastapi.testclient import TestClient
from mockllm.server import app


def answer(client, stream):
    call = {"model": "gpt-4o", "stream": stream, "messages": [{"role": "user", "content": "What does it cost?"}]}
    body = client.post("/v1/chat/completions", json=call).text
    if not stream:
        return json.loads(body)["choices"][0]["message"]["content"]
    events = [line[6:] for line in body.splitlines() if line.startswith("data: {")]
    return "".join(json.loads(event)["choices"][0]["delta"]["content"] or "" for event in events)


with TestClient(app) as client:
    whole, streamed = answer(client, False), answer(client, True)
print(f"whole: {whole!r}, streamed: {streamed!r}")
assert (whole, streamed) == ("Ten euros.", "unknown")
PYTHON
MOCKLLM_RESPONSES_FILE=responses.yml environment/bin/python seen.py 2>/dev/null
