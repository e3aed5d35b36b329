// Prints each vote: node votes.mjs [ws://host:port] [ALL | event]. Newer versions of node have a WebSocket of their own.
const WebSocket = globalThis.WebSocket ?? (await import('ws')).default;
const [server = 'ws://127.0.0.1:3000', event = 'ALL'] = process.argv.slice(2);
let since = '';

function follow() {
  const socket = new WebSocket(server);
  socket.onopen = () => socket.send(JSON.stringify({ event, since }));
  socket.onmessage = ({ data }) => {
    const message = JSON.parse(data);
    since = message.position ?? since;
    if ('up' in message) console.log(`${message.track} by ${message.artist} was voted ${message.up ? 'up' : 'down'}`);
  };
  socket.onerror = () => {}; // A close follows.
  socket.onclose = ({ code }) => code === 1009 || (code >= 4400 && code < 4500) ? process.exit(1) : setTimeout(follow, 1_000);
}

follow();
