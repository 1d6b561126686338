# The lines of requests, decoded as text: they end at every line end that Unicode knows.
import json
import sys

import requests
from lines import events

call = json.load(sys.stdin)
response = requests.request(call["method"], call["url"], headers=call["headers"], data=call["body"].encode(), stream=True)
response.encoding = "utf-8"
print(json.dumps(events(response.iter_lines(decode_unicode=True))))
