// A screen that a whole hall looks at, all night, and a frame in another site's page.

import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, open, test, type Server } from '../fixtures.ts';

const SCREENS = [[1280, 720], [1920, 1080], [3840, 2160], [1080, 1920]] as const;

/** An event of its own with so many tracks, the n-th of which has n votes, the last most of all. */
async function make(server: Server, code: string, tracks: number) {
  const [{ id }] = await server.sql(
    `insert into event_event (title, code) values ('Night of ' || $1, $1) returning id`, [code]);
  const rows = await server.sql(
    `with names as (select n, $2 || ' ' || n as name from generate_series(1, $3::int) n),
       made as (insert into music_track (name) select name from names order by n returning id, name)
     insert into event_track (event_id, track_id) select $1, id from made order by id returning track_id`, [id, code, tracks]);
  const ids: number[] = rows.map(row => row.track_id);
  await server.sql(
    `insert into event_vote (event_id, track_id, is_positive)
       select $1, track, true from unnest($2::int[]) with ordinality as t (track, n), generate_series(1, n)`, [id, ids]);
  return { event: id as number, ids };
}

async function wall(page: Page, server: Server, event: number, query = '') {
  await open(page, `${server.url}/events/${event}/wall${query}`);
}

const row = (page: Page, track: number) => page.locator(`.top [data-id="${track}"]`);

test('the wall follows votes, and the best rises', async ({ server, page }) => {
  const { event, ids } = await make(server, 'WALLAA', 5);
  await wall(page, server, event);
  await expect(page.locator('.top li').first()).toHaveAttribute('data-id', `${ids[4]}`);
  for (let n = 0; n < 6; n++) await server.vote(event, ids[0]);
  await expect(row(page, ids[0]).locator('.score')).toHaveText('7');
  await expect(page.locator('.stream li').first()).toContainText('WALLAA 1 was voted up');
  await expect(page.locator('.top li').first()).toHaveAttribute('data-id', `${ids[0]}`);
  await expect(page.locator('.wall .total')).toHaveText('21');
  await expect(page.locator('.wall .status')).toBeHidden();
});

for (const [width, height] of SCREENS) {
  test(`code, picture and whole rows are in view at ${width} × ${height}, and nothing scrolls`, async ({ server, page }) => {
    const { event } = await make(server, `W${width}${height}`, 40);
    await page.setViewportSize({ width, height });
    await wall(page, server, event);
    await expect(page.locator('.code')).toHaveText(`W${width}${height}`);
    await expect(page.locator('.address')).toHaveText(`${new URL(server.url).host}/j/W${width}${height}`);
    await expect(page.locator('.join img')).toHaveAttribute('src', `/events/${event}/qr.svg`);
    expect(await page.locator('.join img').evaluate((image: HTMLImageElement) => image.complete && image.naturalWidth)).toBeGreaterThan(0);
    for (const part of ['.code', '.join img', '.address', 'h1', '.wall .viewers', '.lately h2']) {
      await expect(page.locator(part), part).toBeInViewport({ ratio: 1 });
    }
    const seen = await page.evaluate(() => {
      const list = document.querySelector('.top')!.getBoundingClientRect();
      const rows = [...document.querySelectorAll('.top li')].map(row => row.getBoundingClientRect())
        .filter(row => row.top < list.bottom - 1);
      const { scrollWidth, scrollHeight, clientWidth, clientHeight } = document.scrollingElement!;
      return { rows: rows.length, whole: rows.every(row => row.bottom <= list.bottom + 1 && row.height > 40),
        over: [scrollWidth - clientWidth, scrollHeight - clientHeight] };
    });
    expect(seen).toMatchObject({ whole: true, over: [0, 0] });
    expect(seen.rows).toBeGreaterThanOrEqual(6);
    expect(seen.rows).toBeLessThanOrEqual(14);
  });
}

test('what plays is shown apart, and what was played not at all', async ({ server, page }) => {
  const { event, ids } = await make(server, 'WALLPL', 4);
  await wall(page, server, event);
  await expect(page.locator('.playing')).toHaveCount(0);
  await server.sql(`update event_track set standing = 'playing' where event_id = $1 and track_id = $2`, [event, ids[3]]);
  await expect(page.locator('.playing')).toContainText('WALLPL 4');
  await expect(row(page, ids[3])).toHaveCount(0);
  await server.sql(`update event_track set standing = 'played' where event_id = $1 and track_id = $2`, [event, ids[3]]);
  await expect(page.locator('.playing')).toHaveCount(0);
  await expect(row(page, ids[3])).toHaveCount(0);
  await expect(page.locator('.top li')).toHaveCount(3);
});

test('voting opens and closes on time, without a reload', async ({ server, page }) => {
  const { event } = await make(server, 'WALLCL', 3);
  await page.addInitScript(() => { (window as any).born = Math.random(); });
  await server.sql(`update event_event set opens_at = now() + interval '6 s', closes_at = now() + interval '12 s' where id = $1`, [event]);
  await wall(page, server, event);
  const born = await page.evaluate(() => (window as any).born);
  await expect(page.locator('.notice-line')).toContainText('Voting opens: ');
  await expect(page.locator('.notice-line')).toHaveCount(0);
  await expect(page.locator('.over')).toHaveCount(0);
  await expect(page.locator('.over h2')).toHaveText('Voting is closed');
  await expect(page.locator('.winner')).toContainText('WALLCL 3');
  await expect(page.locator('.winner .score')).toHaveText('3');
  await server.sql('update event_event set closes_at = null where id = $1', [event]);
  await expect(page.locator('.over')).toHaveCount(0);
  expect(await page.evaluate(() => (window as any).born)).toBe(born);
});

test('before the first vote the wall invites to it', async ({ server, page }) => {
  const { event, ids } = await make(server, 'WALLNO', 2);
  await server.sql('insert into event_event (title, code) values ($1, $1)', ['WALLN2']);
  const [{ id }] = await server.sql('select id from event_event where code = $1', ['WALLN2']);
  await server.sql('insert into event_track (event_id, track_id) values ($1, $2)', [id, ids[0]]);
  await wall(page, server, id);
  await expect(page.locator('.notice-line')).toHaveText('Be the first to vote');
  await server.vote(id, ids[0]);
  await expect(page.locator('.notice-line')).toHaveCount(0);
  expect(event).not.toBe(id);
});

test('where the host shows no votes against, the wall tells of none', async ({ server, page }) => {
  const { event, ids } = await make(server, 'WALLNG', 2);
  await server.sql('update event_event set shows_negative = false where id = $1', [event]);
  await wall(page, server, event);
  for (let n = 0; n < 3; n++) await server.vote(event, ids[0], false);
  await server.vote(event, ids[1]);
  await expect(row(page, ids[1]).locator('.score')).toHaveText('3');
  await expect(row(page, ids[0]).locator('.score')).toHaveText('0');
  await expect(page.locator('.stream li.down')).toHaveCount(0);
  for (const part of await row(page, ids[0]).locator('.bar rect').all()) await expect(part).toHaveAttribute('width', '33.3%');
});

test('rows glide unless motion is to be reduced', async ({ server, page }) => {
  const { event, ids } = await make(server, 'WALLRM', 3);
  await page.addInitScript(() => {
    (window as any).glides = 0;
    addEventListener('transitionrun', event => { if ((event as TransitionEvent).propertyName === 'transform' && (event.target as Element).matches('.top li')) (window as any).glides++; });
  });
  await wall(page, server, event);
  const glides = () => page.evaluate(() => (window as any).glides as number);
  for (let n = 0; n < 4; n++) await server.vote(event, ids[0]);
  await expect(page.locator('.top li').first()).toHaveAttribute('data-id', `${ids[0]}`);
  await expect.poll(glides).toBeGreaterThan(0);
  await page.emulateMedia({ reducedMotion: 'reduce' });
  const before = await glides();
  for (let n = 0; n < 4; n++) await server.vote(event, ids[1]);
  await expect(page.locator('.top li').first()).toHaveAttribute('data-id', `${ids[1]}`);
  await page.waitForTimeout(300);
  expect(await glides()).toBe(before);
});

test('the wall is dark in any scheme, and light where its address says so', async ({ server, page }) => {
  const { event } = await make(server, 'WALLDK', 2);
  const scheme = () => page.locator('.wall').evaluate(wall => getComputedStyle(wall).colorScheme);
  await page.emulateMedia({ colorScheme: 'light' });
  await wall(page, server, event);
  expect(await scheme()).toBe('dark');
  await wall(page, server, event, '?light');
  await expect.poll(scheme).toBe('light');
});

test('the screen is kept awake on the wall alone, and asked for again when it is looked at again', async ({ server, page }) => {
  const { event } = await make(server, 'WALLWK', 2);
  await page.addInitScript(() => {
    (window as any).asked = [];
    Object.defineProperty(navigator, 'wakeLock', { value: {
      request: (what: string) => { (window as any).asked.push(what); return Promise.reject(new Error('low battery')); } } });
  });
  const asked = () => page.evaluate(() => (window as any).asked as string[]);
  await wall(page, server, event);
  expect(await asked()).toEqual(['screen']);
  await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
  expect(await asked()).toEqual(['screen', 'screen']);
  await open(page, `${server.url}/events/${event}`);
  expect(await asked()).toEqual([]);
});

test('pointer and button are seen only while the pointer moves', async ({ server, page }) => {
  const { event } = await make(server, 'WALLPT', 2);
  await wall(page, server, event);
  const cursor = () => page.locator('.wall').evaluate(wall => getComputedStyle(wall).cursor);
  expect(await cursor()).toBe('none');
  await page.mouse.move(300, 300);
  await expect.poll(cursor).toBe('auto');
  await expect(page.locator('.full')).toHaveCSS('opacity', '1');
  await expect.poll(cursor).toBe('none');
  await expect(page.locator('.full')).toHaveCSS('opacity', '0');
  await expect(page.locator('.wall').locator('a, input, button:not(.full)')).toHaveCount(0);
});

test('the wall says that the server is away, and goes on when it is back', async ({ server, page, tolerate }) => {
  tolerate(/WebSocket connection to .* failed/);
  const { event, ids } = await make(server, 'WALLRS', 2);
  await wall(page, server, event);
  await server.stop();
  await expect(page.locator('.wall .status')).toBeVisible();
  await expect(page.locator('.wall .status')).toContainText('Offline since');
  await server.start();
  await server.vote(event, ids[0]);
  await expect(page.locator('.wall .status')).toBeHidden({ timeout: 20_000 });
  await expect(row(page, ids[0]).locator('.score')).toHaveText('2');
});

test('a page that can not read what the server says loads itself anew, and again only after longer', async ({ server, page, tolerate }) => {
  tolerate(/WebSocket connection to .* failed/);
  const { event } = await make(server, 'WALLNW', 2);
  let garbled = true;
  await page.routeWebSocket('**/live', socket => {
    const real = socket.connectToServer();
    real.onMessage(message => socket.send(garbled ? Buffer.from([255, 255, 255]) : message));
  });
  const loads: number[] = [];
  page.on('load', () => loads.push(Date.now()));
  await page.goto(`${server.url}/firehose`);
  await expect.poll(() => loads.length, { timeout: 20_000 }).toBeGreaterThanOrEqual(3);
  expect(await page.evaluate(() => Number(sessionStorage.getItem('renewals')))).toBeGreaterThanOrEqual(2);
  garbled = false;
  await expect(page.locator('.status').first()).toHaveText('Live', { timeout: 30_000 });
  const settled = loads.length;
  await open(page, `${server.url}/events/${event}`);
  expect(loads.length).toBe(settled + 1);
});

test('a page is loaded anew when sockets are refused for long by a server that has another script, and only then', async ({ server, browser }) => {
  test.setTimeout(120_000);
  // Without a service worker: what the page asks for passes through here.
  const context = await browser.newContext({ serviceWorkers: 'block' });
  const page = await context.newPage();
  let refused = true;
  await page.addInitScript(() => {
    const Real = WebSocket;
    (window as any).WebSocket = new Proxy(Real, { construct: (target, [url, protocols]) =>
      new target(sessionStorage.getItem('refused') ? url.replace('/live', '/nowhere') : url, protocols) });
    if (!sessionStorage.getItem('renewals')) sessionStorage.setItem('refused', 'yes');
    else sessionStorage.removeItem('refused');
  });
  let loads = 0;
  page.on('load', () => loads++);
  await page.goto(`${server.url}/firehose`);
  await expect(page.locator('.status').first()).toContainText('Offline since');
  await page.waitForTimeout(35_000);
  expect(loads).toBe(1);
  // From here on the page's text names another script to whoever asks from the page itself.
  await page.route('**/firehose', async route => {
    if (!refused || route.request().resourceType() === 'document') return route.continue();
    const response = await route.fetch();
    await route.fulfill({ response, body: (await response.text()).replaceAll('/pkg/frontend.', '/pkg/another.') });
  });
  await expect.poll(() => loads, { timeout: 60_000 }).toBe(2);
  refused = false;
  await expect(page.locator('.status').first()).toHaveText('Live', { timeout: 20_000 });
  await context.close();
});

/** A page of another site, with what it is given in it. */
async function elsewhere(body: string, visit: (url: string) => Promise<void>) {
  const site = createServer((_, response) => response.setHeader('content-type', 'text/html').end(
    `<!doctype html><html lang="en"><title>Elsewhere</title><link rel="icon" href="data:,"><body>${body}`));
  await new Promise<void>(done => site.listen(0, '127.0.0.1', done));
  try {
    // Another name of this machine: another site.
    await visit(`http://localhost:${(site.address() as AddressInfo).port}/`);
  } finally {
    site.close();
    site.closeAllConnections();
  }
}

test('another site can show the embed, live, and no other page of ours', async ({ server, page, tolerate }) => {
  tolerate(/frame-ancestors|X-Frame-Options|chrome-error/i);
  const { event, ids } = await make(server, 'EMBEDA', 12);
  const frame = (path: string) => `<iframe src="${server.url}${path}" title="${path}" width="300" height="600"></iframe>`;
  const paths = [`/events/${event}/embed`, `/events/${event}`, `/events/${event}/wall`, '/', '/api/docs/'];
  await elsewhere(paths.map(frame).join(''), async url => {
    await page.goto(url);
    const embed = page.frameLocator(`iframe[title="${paths[0]}"]`);
    await expect(embed.locator('.status')).toHaveText('Live');
    await expect(embed.locator('.top li').first()).toHaveAttribute('data-id', `${ids[11]}`);
    await expect(embed.locator('.top li')).toHaveCount(10);
    for (let n = 0; n < 9; n++) await server.vote(event, ids[4]);
    await expect(embed.locator('.top li').first()).toHaveAttribute('data-id', `${ids[4]}`);
    await expect(embed.locator('.top li .score').first()).toHaveText('14');
    const vote = embed.getByRole('link', { name: 'Vote' });
    await expect(vote).toHaveAttribute('href', '/j/EMBEDA');
    await expect(vote).toHaveAttribute('target', '_blank');
    await expect(vote).toHaveAttribute('rel', 'noopener');
    expect(await embed.locator('html').evaluate(root => root.scrollWidth - root.clientWidth)).toBe(0);
    for (const path of paths.slice(1)) {
      await expect(page.frameLocator(`iframe[title="${path}"]`).locator('main, .swagger-ui')).toHaveCount(0);
    }
  });
});

test('wall and embed have no serious accessibility findings, in either scheme', async ({ server, page }) => {
  const { event, ids } = await make(server, 'WALLAX', 10);
  await server.sql(`update event_track set standing = 'playing' where event_id = $1 and track_id = $2`, [event, ids[3]]);
  await page.emulateMedia({ reducedMotion: 'reduce' });
  const findings = async () => {
    const { violations } = await new AxeBuilder({ page }).analyze();
    return violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .flatMap(({ id, nodes }) => nodes.map(node => `${id}: ${node.html}`));
  };
  for (const query of ['', '?light']) {
    await wall(page, server, event, query);
    expect(await findings()).toEqual([]);
  }
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await open(page, `${server.url}/events/${event}/embed`);
    expect(await findings()).toEqual([]);
  }
});
