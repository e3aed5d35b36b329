// The npm client of Socket.IO, over each transport, and a page in the manner of the first one.

import { join } from 'node:path';
import { io, type Socket } from 'socket.io-client';
import { expect, test as base, type Server } from '../fixtures.ts';

const CLIENT = join(import.meta.dirname, '../node_modules/socket.io-client/dist/socket.io.min.js');
const TRANSPORTS = [['polling'], ['websocket'], ['polling', 'websocket']];

type Options = Parameters<typeof io>[1];
type Title = { message: { channel: string; payload: string | null }; position: string };

/** Opens clients, and takes them away after the test. */
const test = base.extend<{ connect: (options: Options) => Promise<Socket> }>({
  connect: async ({ server }, use) => {
    const sockets: Socket[] = [];
    await use(async options => {
      const socket = io(server.url, { reconnectionDelay: 50, ...options, forceNew: true });
      sockets.push(socket);
      expect(await next(socket, 'connected')).toEqual({ connected: true });
      return socket;
    });
    for (const socket of sockets) socket.disconnect();
  },
});

const next = <T>(socket: Socket, event: string) => new Promise<T>(heard => socket.once(event, heard));

/** The titles that come, and a promise of so many of them. */
function titles(socket: Socket) {
  const seen: Title[] = [];
  socket.on('update', title => seen.push(title));
  const payloads = () => seen.map(title => title.message.payload);
  return { seen, first: (...expected: (string | null)[]) => expect.poll(payloads).toEqual(expected) };
}

const insert = (server: Server, ...titles: (string | null)[]) =>
  server.sql('insert into realtime (title) select title from unnest($1::text[]) with ordinality as t (title, nth) order by nth', [titles]);

const voter = async (server: Server): Promise<{ token: string }> =>
  (await fetch(`${server.url}/api/voters`, { method: 'POST' })).json();

for (const transports of TRANSPORTS) {
  test.describe(transports.join(', then '), () => {
    test('each inserted title comes once and in order', async ({ server, connect }) => {
      const socket = await connect({ transports });
      if (transports.length === 2) {
        await new Promise(upgraded => socket.io.engine.transport.name === 'websocket' ? upgraded(0) : socket.io.engine.once('upgrade', upgraded));
      }
      expect(socket.io.engine.transport.name).toBe(transports.at(-1));
      const heard = titles(socket);
      socket.emit('ready for data', {});
      // What is said is answered in order: then titles come.
      await socket.emitWithAck('unsubscribe', {});
      await insert(server, '"Heroes"', 'twin', 'twin', null, '', '강남스타일 💃');
      await heard.first('"Heroes"', 'twin', 'twin', null, '', '강남스타일 💃');
      expect(heard.seen.every(title => title.message.channel === 'addedrecord')).toBe(true);
    });

    test('a vote is acknowledged after its commit and comes to everyone who subscribed', async ({ server, connect }) => {
      const { event, track } = await server.find('FRDNGT', '"Heroes"');
      const mine = await connect({ transports, auth: await voter(server) });
      const other = await connect({ transports });
      for (const socket of [mine, other]) {
        const opening = await socket.emitWithAck('subscribe', { event });
        expect(opening).toMatchObject({ recovered: false, position: expect.any(String), tallies: expect.any(Array) });
      }
      const told = Promise.all([mine, other].map(socket => next<{ id: number }>(socket, 'vote')));
      const ballot = crypto.randomUUID();
      const accepted = await mine.emitWithAck('vote', { event, track, up: true, ballot });
      expect(accepted).toEqual({ id: expect.any(Number), ballot });
      const [row] = await server.sql('select id::int, is_positive from event_vote where ballot_id = $1', [ballot]);
      expect(row).toEqual({ id: accepted.id, is_positive: true });
      for (const vote of await told) expect(vote).toMatchObject({ tid: track, track: '"Heroes"', up: true, id: accepted.id });
      expect(await mine.emitWithAck('own', { event })).toEqual({ votes: [{ track, up: true }] });
      expect(await other.emitWithAck('own', { event })).toMatchObject({ error: { code: 'no-voter' } });
      await mine.emitWithAck('vote', { event, track, up: null });
      expect(await mine.emitWithAck('own', { event })).toEqual({ votes: [] });
    });

    test('titles inserted while a client was away come when it comes back', async ({ server, connect }) => {
      const socket = await connect({ transports });
      const heard = titles(socket);
      await socket.emitWithAck('ready for data', {});
      await insert(server, 'one', 'two');
      await heard.first('one', 'two');
      socket.disconnect();
      await insert(server, 'three', 'three');
      const back = next(socket, 'connected');
      socket.connect();
      await back;
      const since = heard.seen.at(-1)!.position;
      expect(await socket.emitWithAck('ready for data', { since })).toEqual({ recovered: true, position: since });
      await insert(server, 'four');
      await heard.first('one', 'two', 'three', 'three', 'four');
    });

    test('what may not be done is refused with a reason', async ({ server, connect }) => {
      const { event, track } = await server.find('FRDNGT', '"Heroes"');
      const auth = await voter(server);
      const foreign = await connect({ transports, auth, extraHeaders: { origin: 'http://evil.example' } });
      const vote = { event, track, up: true };
      expect(await foreign.emitWithAck('vote', vote)).toMatchObject({ error: { code: 'foreign-origin' } });
      const socket = await connect({ transports, auth });
      for (const [name, argument] of [
        ['vote', 'up'], ['vote', { ...vote, up: 1 }], ['vote', [vote]], ['vote', new Uint8Array(9)], ['vote', null],
        ['own', {}], ['subscribe', { event: 'some' }], ['ready for data', { since: 'soon' }], ['nothing', {}],
      ] as [string, unknown][]) {
        const refused = await socket.emitWithAck(name, argument);
        expect(refused, name).toEqual({ error: { code: 'malformed', message: expect.any(String) } });
      }
      expect(await socket.emitWithAck('subscribe', { event: 99999 })).toMatchObject({ error: { code: 'unknown-event' } });
      expect(await socket.emitWithAck('own', { event })).toEqual({ votes: [] });
    });
  });
}

test('clients come back by themselves to a server that restarts, and miss nothing', async ({ server, connect }) => {
  const sockets = await Promise.all(TRANSPORTS.map(transports => connect({ transports })));
  const heard = sockets.map(titles);
  for (const socket of sockets) await socket.emitWithAck('ready for data', {});
  await insert(server, 'before');
  for (const one of heard) await one.first('before');
  const back = sockets.map(socket => next(socket, 'connected'));
  await server.stop();
  await server.start();
  await Promise.all(back);
  await insert(server, 'between');
  for (const [n, socket] of sockets.entries()) {
    expect(await socket.emitWithAck('ready for data', { since: heard[n].seen.at(-1)!.position })).toMatchObject({ recovered: true });
  }
  await insert(server, 'after');
  for (const one of heard) await one.first('before', 'between', 'after');
});

test('a page of another site shows titles as the first one did', async ({ server, page }) => {
  await page.setContent('<ol id="titles"></ol>');
  await page.addScriptTag({ path: CLIENT });
  await page.evaluate(address => {
    const { io } = window as unknown as { io: (address: string) => Socket };
    const socket = io(address);
    socket.on('connected', () => {
      socket.emit('ready for data', {});
    });
    socket.on('update', data => {
      const line = document.createElement('li');
      line.innerText = data.message.payload;
      document.getElementById('titles')!.append(line);
    });
  }, server.url);
  // It is not told when titles begin: they are inserted until one arrives.
  await expect(async () => {
    await insert(server, 'hello, world');
    await expect(page.locator('li').first()).toHaveText('hello, world', { timeout: 500 });
  }).toPass();
});
