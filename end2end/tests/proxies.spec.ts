// The configurations of nginx and Caddy that are handed out, run: https, streams, addresses, and what must not be in a log.

import { chromium, type Browser } from '@playwright/test';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import { connect as connectHttp2 } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { io } from 'socket.io-client';
import WebSocket from 'ws';
import { expect, open, Server, test as base } from '../fixtures.ts';
import { PlainFollower, SseFollower } from '../followers.ts';
import { Certificate, Proxy } from '../proxies.ts';

type Kind = 'nginx' | 'caddy';
const KINDS: Kind[] = ['nginx', 'caddy'];

/** Two servers on one database, each proxy before both of them, and a browser that trusts the proxies' certificate. */
type Edge = Record<Kind, Proxy> & { directory: string; certificate: Certificate; browser: Browser; second: Server };

const test = base.extend<{}, { edge: Edge }>({
  edge: [async ({ server, playwright }, use) => {
    const directory = mkdtempSync(join(tmpdir(), 'partysense-edge-'));
    chmodSync(directory, 0o755);
    const second = new Server(server.directory, true);
    await second.start();
    const certificate = new Certificate(join(directory, 'certificate'));
    const start = (kind: Kind) => Proxy[kind](join(directory, kind), certificate, [server.url, second.url]);
    const proxies = { nginx: await start('nginx'), caddy: await start('caddy') };
    const { launchOptions } = base.info().project.use;
    const browser = await chromium.launch({ ...launchOptions, args: [...launchOptions!.args!, certificate.trust] });
    await use({ ...proxies, directory, certificate, browser, second });
    await browser.close();
    for (const kind of KINDS) await proxies[kind].stop();
    await second.stop();
    rmSync(directory, { recursive: true, force: true });
  }, { scope: 'worker' }],
});

/** A server that only looks at what comes to it. */
async function observer(answer: (request: IncomingMessage) => string | undefined) {
  const seen: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    seen.push(request);
    const text = answer(request);
    text === undefined ? request.socket.destroy() : response.end(text);
  });
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url, seen, stop: () => { server.closeAllConnections(); server.close(); } };
}

for (const kind of KINDS) {
  test.describe(kind, () => {
    test('a vote made in a browser over https counts, and every cookie is for https alone', async ({ server, edge }) => {
      const { event, track } = await server.find('FRDNGT', 'Blue Monday');
      const page = await edge.browser.newPage();
      await open(page, `${edge[kind].url}/events/${event}`);
      const before = Number(await page.locator(`#track-${track} .up .count`).textContent());
      await page.locator(`#track-${track} button.up`).click();
      await expect(page.locator(`#track-${track} .up .count`)).toHaveText(String(before + 1));
      const cookies = await page.context().cookies();
      expect(cookies.length).toBeGreaterThan(0);
      expect(cookies.filter(cookie => !cookie.secure)).toEqual([]);
      await page.context().close();
    });

    test('a browser is told to stay with https, once, and may speak HTTP/2', async ({ edge }) => {
      const answer = await edge[kind].ask('/');
      expect(answer.status).toBe(200);
      expect(answer.headers['strict-transport-security']).toMatch(/^max-age=31536000[^,]*$/);
      const session = connectHttp2(edge[kind].url, edge[kind].trusted);
      const stream = session.request({ ':path': '/' });
      const headers = await new Promise<Record<string, unknown>>((done, failed) => stream.once('response', done).once('error', failed));
      expect([session.alpnProtocol, headers[':status']]).toEqual(['h2', 200]);
      stream.resume();
      session.destroy();
      const plain = await fetch(`${edge[kind].httpUrl}/j/FRDNGT`, { redirect: 'manual' });
      expect([301, 308]).toContain(plain.status);
      expect(plain.headers.get('location')).toMatch(/^https:\/\/localhost(:\d+)?\/j\/FRDNGT$/);
    });

    test('each vote comes at once by every plain door', async ({ server, edge }) => {
      const { event, track } = await server.find('WDDNGX', 'Dancing Queen');
      const followers = [new PlainFollower(edge[kind], event), new PlainFollower(edge[kind], event, '/'), new SseFollower(edge[kind], event)];
      for (const follower of followers) await follower.start().ready;
      const ids: number[] = [];
      // The next one is not cast before this one has come: nothing may wait for a buffer to fill.
      for (let nth = 0; nth < 3; nth += 1) {
        await server.vote(event, track);
        const [{ id }] = await server.sql('select max(id)::int as id from event_vote');
        ids.push(id);
        for (const follower of followers) await expect.poll(() => follower.ids).toEqual(ids);
      }
      for (const follower of followers) {
        follower.stop();
        expect([follower.connections, follower.failures]).toEqual([1, []]);
      }
    });

    for (const transports of [['polling'], ['websocket'], ['polling', 'websocket']]) {
      test(`titles come by Socket.IO: ${transports.join(', then ')}`, async ({ server, edge }) => {
        const proxy = edge[kind];
        const sockets = [1, 2, 3, 4].map(() => io(proxy.url, { transports, forceNew: true, ...proxy.trusted } as Parameters<typeof io>[1]));
        const seen = sockets.map(() => [] as string[]);
        await Promise.all(sockets.map(socket => new Promise(done => socket.once('connected', done))));
        for (const [nth, socket] of sockets.entries()) {
          socket.on('update', title => seen[nth].push(title.message.payload));
          await socket.emitWithAck('ready for data', {});
          if (transports.length === 2) await expect.poll(() => socket.io.engine.transport.name).toBe('websocket');
        }
        for (const title of ['one', 'two']) await server.sql('insert into realtime (title) values ($1)', [title]);
        for (const titles of seen) await expect.poll(() => titles).toEqual(['one', 'two']);
        for (const socket of sockets) socket.disconnect();
      });
    }

    test('only a page of ours may vote, whatever the proxy is called inside', async ({ server, edge }) => {
      const { event, track } = await server.find('FRDNGT', 'Blue Monday');
      const proxy = edge[kind];
      const cookie = String((await proxy.ask('/')).headers['set-cookie']).split(';')[0];
      const vote = (origin: string) => proxy.ask(`/api/events/${event}/votes`,
        { method: 'POST', headers: { origin, cookie, 'content-type': 'application/json' } }, JSON.stringify({ track, up: true }));
      const socket = (origin: string) => new Promise(done => {
        const opened = new WebSocket(`${proxy.url.replace('https', 'wss')}/live`, 'partysense.v1', { ...proxy.trusted, origin });
        opened.once('open', () => { opened.terminate(); done(101); });
        opened.once('unexpected-response', (_, response) => { opened.on('error', () => {}); done(response.statusCode); opened.terminate(); });
      });
      for (const foreign of ['https://evil.example', 'https://localhost', new URL(server.url).origin]) {
        expect([foreign, (await vote(foreign)).status, await socket(foreign)]).toEqual([foreign, 403, 403]);
      }
      expect([(await vote(proxy.url)).status, await socket(proxy.url)]).toEqual([201, 101]);
    });

    test('a line-up of the largest size gets through, and what is far larger does not', async ({ server, edge }) => {
      const made = await edge[kind].ask('/api/events', { method: 'POST', headers: { 'content-type': 'application/json' } }, '{"title":"Large"}');
      const { id, host_key } = JSON.parse(made.text);
      const headers = { authorization: `Bearer ${host_key}`, 'content-type': 'text/plain' };
      const list = (bytes: number) => 'name,artist\n' + `${'x'.repeat(190)},${'y'.repeat(190)}\n`.repeat(bytes / 382);
      const post = (bytes: number) => edge[kind].ask(`/api/events/${id}/tracks/import`, { method: 'POST', headers }, list(bytes));
      const taken = await post(250_000);
      expect([taken.status, taken.text.slice(0, 200)]).toEqual([200, expect.any(String)]);
      // Caddy passes a body on as it comes, and breaks off on the way; the server may have answered by then.
      expect(kind === 'nginx' ? [413] : [413, 502]).toContain((await post(4_000_000)).status);
    });

    test('what is for operators is not for guests', async ({ edge }) => {
      for (const path of ['/metrics', '/healthz', '/readyz']) expect((await edge[kind].ask(path)).status).toBe(404);
    });

    test('a client can not say who it is, and what a server may have taken goes to no other', async ({ edge }) => {
      const [first, second] = [await observer(() => undefined), await observer(request => request.method === 'GET' ? 'here' : undefined)];
      const proxy = await Proxy[kind](join(edge.directory, `${kind}-observed`), edge.certificate, [first.url, second.url]);
      try {
        const forged = { 'x-forwarded-for': '203.0.113.9', 'x-real-ip': '203.0.113.9', forwarded: 'for=203.0.113.9', 'x-forwarded-proto': 'http', 'x-forwarded-host': 'evil.example' };
        let answer = await proxy.ask('/', { headers: forged });
        if (answer.status !== 200) answer = await proxy.ask('/', { headers: forged });
        expect(answer.text).toBe('here');
        const { headers } = second.seen.at(-1)!;
        expect(headers).toMatchObject({ host: new URL(proxy.url).host, 'x-forwarded-for': '127.0.0.1', 'x-forwarded-proto': 'https', 'x-forwarded-host': new URL(proxy.url).host });
        expect(JSON.stringify(headers)).not.toMatch(/203\.0\.113\.9|evil/);
        const posts = () => [first, second].flatMap(({ seen }) => seen).filter(({ method }) => method === 'POST').length;
        expect((await proxy.ask('/api/voters', { method: 'POST' })).status).toBe(502);
        expect(posts()).toBe(1);
      } finally {
        await proxy.stop();
        first.stop();
        second.stop();
      }
    });

    test('no log tells a host\'s link, not even when no server is there', async ({ edge }) => {
      const proxy = edge[kind];
      const nobody = await observer(() => undefined);
      const alone = await Proxy[kind](join(edge.directory, `${kind}-alone`), edge.certificate, [nobody.url, nobody.url]);
      try {
        // No page has such an address, it only leads on; an access log keeps quiet about where one came from all the same.
        await proxy.ask('/told', { headers: { referer: `${proxy.url}/h/secret-0` } });
        for (const [asked, status] of [[proxy, 404], [alone, 502]] as const) {
          expect((await asked.ask('/h/secret-1')).status).toBe(status);
          expect((await asked.ask('//h/secret-2')).status).toBe(status);
          await asked.ask('/told');
          await expect.poll(() => asked.written).toContain('/told');
          await expect.poll(() => asked.written).toContain('/h/...');
          expect(asked.written).not.toContain('secret');
        }
      } finally {
        await alone.stop();
        nobody.stop();
      }
    });
  });
}

test('a vote of a phone behind nginx reaches who watches behind Caddy, and who watches the other server', async ({ server, edge, page }) => {
  const { event, track } = await server.find('JKBXPZ', 'Ace of Spades');
  const [phone, wall] = [await edge.browser.newPage(), await edge.browser.newPage()];
  await open(phone, `${edge.nginx.url}/events/${event}`);
  await open(wall, `${edge.caddy.url}/events/${event}`);
  await open(page, `${edge.second.url}/events/${event}`);
  await phone.locator(`#track-${track} button.down`).click();
  for (const viewer of [phone, wall, page]) await expect(viewer.locator(`#track-${track} .down .count`)).toHaveText('1');
  for (const viewer of [phone, wall]) await viewer.context().close();
});
