# aiohttp-sse-client2: the loop goes on after `done`, so it connects again until it is told not to.
import asyncio
import json
import sys
from datetime import timedelta

from aiohttp_sse_client2.client import EventSource

call = json.load(sys.stdin)


async def main():
    events = []
    source = EventSource(
        call["url"],
        option={"method": call["method"]},
        headers=call["headers"],
        data=call["body"].encode(),
        reconnection_time=timedelta(milliseconds=100),
    )
    try:
        async with source:
            async for event in source:
                events.append({"event": event.type, "data": event.data})
    except ConnectionAbortedError as refused:
        assert "204" in str(refused), refused
    print(json.dumps(events))


asyncio.run(main())
