// A page in the manner of the first PartySense client: a bare script, another origin, only the address changed.

import { expect, test } from '../fixtures.ts';

test('a client written for the original server works', async ({ server, page }) => {
  const { event, track } = await server.find('FRDNGT', '"Heroes"');
  await page.setContent('<ol id="votes"></ol>');
  await page.evaluate(address => {
    const socket = new WebSocket(address);
    socket.onopen = () => socket.send(JSON.stringify({ event: 'ALL' }));
    socket.onmessage = message => {
      const vote = JSON.parse(message.data);
      const line = document.createElement('li');
      line.innerText = `${vote.track} by ${vote.artist} was voted ${vote.up ? 'up' : 'down'} at ${vote.event}`;
      document.getElementById('votes')!.append(line);
    };
  }, server.url.replace('http', 'ws'));
  // The stream says nothing when it begins: votes are cast until one arrives.
  await expect(async () => {
    await server.vote(event, track);
    await expect(page.locator('li').first()).toHaveText('"Heroes" by David Bowie was voted up at Friday night at Klub Größenwahn', { timeout: 500 });
  }).toPass();
});
