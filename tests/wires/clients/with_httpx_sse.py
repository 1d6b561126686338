# httpx-sse, used as its README shows.
import json
import sys

import httpx
from httpx_sse import connect_sse

call = json.load(sys.stdin)
with httpx.Client() as client:
    with connect_sse(client, call["method"], call["url"], headers=call["headers"], content=call["body"].encode()) as source:
        events = [{"event": event.event, "data": event.data} for event in source.iter_sse()]
print(json.dumps(events))
