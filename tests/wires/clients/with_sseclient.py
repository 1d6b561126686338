# sseclient-py over requests, used as its README shows.
import json
import sys

import requests
from sseclient import SSEClient

call = json.load(sys.stdin)
response = requests.request(call["method"], call["url"], headers=call["headers"], data=call["body"].encode(), stream=True)
print(json.dumps([{"event": event.event, "data": event.data} for event in SSEClient(response).events()]))
