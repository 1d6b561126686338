# requests-sse, used as its README shows: the loop goes on after `done`, so it connects again until it is told not to.
import json
import sys
from datetime import timedelta

from requests_sse import EventSource, InvalidStatusCodeError

call = json.load(sys.stdin)
events = []
source = EventSource(
    call["url"], method=call["method"], headers=call["headers"], data=call["body"].encode(), reconnection_time=timedelta(milliseconds=100)
)
try:
    with source:
        for event in source:
            events.append({"event": event.type, "data": event.data})
except InvalidStatusCodeError as refused:
    assert refused.status_code == 204, refused
print(json.dumps(events))
