"""Prints each vote: votes.py [ws://host:port] [ALL | event]"""
import asyncio, json, sys
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

async def follow(server="ws://127.0.0.1:3000", event="ALL", since=""):
    async for socket in connect(server):  # Again and again, and not at once.
        try:
            await socket.send(json.dumps({"event": event, "since": since}))
            async for text in socket:
                message = json.loads(text)
                since = message.get("position", since)
                if "up" in message:
                    way = "up" if message["up"] else "down"
                    print(f"{message['track']} by {message['artist']} was voted {way}", flush=True)
        except ConnectionClosed:
            pass
        if socket.close_code == 1009 or 4400 <= (socket.close_code or 0) < 4500:
            sys.exit(socket.close_reason)

asyncio.run(follow(*sys.argv[1:]))
