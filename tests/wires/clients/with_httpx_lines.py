# The lines of httpx: they end at every line end that Unicode knows.
import json
import sys

import httpx
from lines import events

call = json.load(sys.stdin)
with httpx.stream(call["method"], call["url"], headers=call["headers"], content=call["body"].encode()) as response:
    print(json.dumps(events(response.iter_lines())))
