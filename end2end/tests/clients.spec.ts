// The example clients, each as its user runs it, against the real server.

import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { expect, PROGRAM, test, type Server } from '../fixtures.ts';

const END2END = resolve(import.meta.dirname, '..');
const CLIENTS = join(END2END, 'clients');

/** Waits until so many watch: from then on a vote reaches them. */
async function watched(server: Server, viewers: number) {
  const watching = async () => Number((await (await fetch(`${server.url}/metrics`)).text()).match(/^partysense_viewers (.*)$/m)![1]);
  await expect.poll(watching).toBe(viewers);
}

const page = (name: string, server: string) => `${pathToFileURL(join(CLIENTS, name))}?server=${encodeURIComponent(server)}`;

const programs: [name: string, command: string, args: string[], address: (server: Server) => string, line: (way: string) => RegExp][] = [
  ['sse.sh', join(CLIENTS, 'sse.sh'), [], server => server.url,
    way => new RegExp(`^{"eid":.*"track":"Blue Monday",.*"up":${way === 'up'},.*}$`)],
  ['votes.py', resolve(END2END, '../target/python/bin/python'), [join(CLIENTS, 'votes.py')], server => server.plainUrl,
    way => new RegExp(`^Blue Monday by New Order was voted ${way}$`)],
  ['votes.mjs', process.execPath, [join(CLIENTS, 'votes.mjs')], server => server.plainUrl,
    way => new RegExp(`^Blue Monday by New Order was voted ${way}$`)],
  ['the one in Rust', join(dirname(PROGRAM), 'votes'), [], server => server.url.replace('http', 'ws'),
    way => new RegExp(`^Blue Monday by New Order was voted ${way}$`)],
];

for (const [name, command, args, address, line] of programs) {
  test(`${name} prints each vote once, also those cast while the server was away`, async ({ server }) => {
    const { event, track } = await server.find('FRDNGT', 'Blue Monday');
    // Whoever was here before.
    await watched(server, 0);
    const child = spawn(command, [...args, address(server)], { stdio: ['ignore', 'pipe', 'ignore'], detached: true });
    const printed: string[] = [];
    createInterface({ input: child.stdout }).on('line', text => printed.push(text));
    try {
      await watched(server, 1);
      await server.vote(event, track, true);
      await expect.poll(() => printed).toEqual([expect.stringMatching(line('up'))]);
      await server.stop();
      await server.start();
      await server.vote(event, track, false);
      await expect.poll(() => printed.length, { timeout: 20_000 }).toBe(2);
      await watched(server, 1);
      // Nothing comes twice: the next line is the next vote's.
      await server.vote(event, track, true);
      await expect.poll(() => printed.length).toBe(3);
      expect(printed).toEqual(['up', 'down', 'up'].map(way => expect.stringMatching(line(way))));
    } finally {
      process.kill(-child.pid!);
    }
    await watched(server, 0);
  });
}

test('a program that asks for what is not there ends by itself', async ({ server }) => {
  for (const [name, command, args, address] of programs) {
    const child = spawn(command, [...args, address(server), '99999'], { stdio: 'ignore' });
    const code = await new Promise(done => child.once('exit', done));
    expect(code, name).toBe(1);
  }
});

test('original.html lists each vote', async ({ server, page: tab }) => {
  const { event, track } = await server.find('FRDNGT', 'プラスティック・ラブ');
  await watched(server, 0);
  await tab.goto(page('original.html', server.plainUrl));
  await watched(server, 1);
  await server.vote(event, track);
  await server.vote(event, track, false);
  await expect(tab.locator('li')).toHaveText(['プラスティック・ラブ by 竹内まりや was voted up', 'プラスティック・ラブ by 竹内まりや was voted down']);
});

test('the quick start of the protocol’s page prints each vote', async ({ server, page: tab }) => {
  const { event, track } = await server.find('FRDNGT', 'プラスティック・ラブ');
  const readme = readFileSync(resolve(END2END, '../shared/README.md'), 'utf8');
  const script = readme.match(/```js quick-start\n([^]*?)```/)![1];
  const address = 'ws://127.0.0.1:3000/';
  expect(script).toContain(address);
  const printed: string[] = [];
  tab.on('console', message => printed.push(message.text()));
  await watched(server, 0);
  await tab.evaluate(script.replace(address, server.url.replace('http', 'ws')));
  await watched(server, 1);
  await server.vote(event, track);
  await expect.poll(() => printed).toEqual(['プラスティック・ラブ by 竹内まりや was voted up']);
});

test('blog.html lists each new row of realtime', async ({ server, page: tab }) => {
  await tab.goto(page('blog.html', server.url));
  await expect(async () => {
    await server.sql(`insert into realtime (title) values ('It''s "new" 💍')`);
    await expect(tab.locator('li').first()).toHaveText('It\'s "new" 💍', { timeout: 500 });
  }).toPass();
});
