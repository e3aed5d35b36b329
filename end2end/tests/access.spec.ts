// Every page for everybody: what axe finds in it, what is large enough for a finger, what stays whole when it is enlarged, what a
// keyboard alone can do, and what keeps still for those who ask for that.

import { AxeBuilder } from '@axe-core/playwright';
import { expect, open, test, type Server } from '../fixtures.ts';
import type { Page } from '@playwright/test';

/** What most laws ask for: levels A and AA of WCAG 2.2. */
const RULES = ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'];
/** 1280 × 900 at 200 %. */
const ENLARGED = { width: 640, height: 450 };
const LONG = 'Supercalifragilistic'.padEnd(120, 'expialidocious');

/** What is wrong with a page for some of its readers, in light and dark, and enlarged. */
async function faults(page: Page) {
  const found: string[] = [];
  await page.evaluate(() => document.querySelectorAll('details:not([hidden])').forEach(part => { (part as HTMLDetailsElement).open = true; }));
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    const axe = new AxeBuilder({ page });
    // Schemes differ in nothing but colours.
    const { violations } = await (colorScheme === 'dark' ? axe.withRules('color-contrast') : axe.withTags(RULES)).analyze();
    for (const { id, impact, nodes } of violations) {
      if (impact === 'serious' || impact === 'critical') found.push(...nodes.map(node => `${colorScheme}, ${id}: ${node.html}`));
    }
  }
  found.push(...await page.evaluate(small));
  const size = page.viewportSize()!;
  await page.setViewportSize(ENLARGED);
  found.push(...await page.evaluate(outside));
  await page.setViewportSize(size);
  return found.map(fault => `${new URL(page.url()).pathname}, ${fault}`);
}

/** What one can press and is too small for it; links amid a sentence are as high as its lines. */
function small() {
  const isAmidText = (link: Element) => [...link.parentNode!.childNodes].some(node => node instanceof Text && /\p{L}/u.test(node.data));
  return [...document.querySelectorAll('main a, main button, main summary, header a, nav a')]
    .filter(target => target.checkVisibility({ visibilityProperty: true }) && !isAmidText(target))
    .flatMap(target => {
      const { width, height } = target.getBoundingClientRect();
      const least = target.matches('.vote button') ? 44 : 24;
      return width < least || height < least ? [`${width} × ${height}: ${target.outerHTML}`] : [];
    });
}

/** What reaches over an edge at the side; tables of numbers scroll by themselves. */
function outside() {
  const { scrollWidth, clientWidth } = document.documentElement;
  const parts = [...document.body.querySelectorAll(':is(main, header, nav) *')].filter(part =>
    part.checkVisibility({ visibilityProperty: true }) && !part.closest('.skip, .aside, .table, svg, .what'));
  const over = parts.filter(part => {
    const { left, right } = part.getBoundingClientRect();
    return right > clientWidth + 1 || left < -1;
  });
  return [...(scrollWidth > clientWidth ? [`${scrollWidth} wide`] : []), ...over.map(part => `cut off: ${part.outerHTML.slice(0, 200)}`)];
}

/** An event with something in each part of its pages, and its host in this browser. */
async function make(page: Page, server: Server) {
  await page.goto(`${server.url}/new`);
  await page.getByLabel('What is it called?').fill('Midsummer, with everybody');
  await page.getByRole('button', { name: 'Create the event' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Midsummer, with everybody');
  const event = Number(new URL(page.url()).pathname.split('/')[2]);
  await page.getByLabel('Tracks', { exact: true }).fill(`Queen – Innuendo\nBjörk – Jóga\nABBA – Waterloo\nArvo Pärt – Fratres\n${LONG}`);
  await page.getByRole('button', { name: 'Add them all' }).click();
  await page.getByLabel('Guests may suggest tracks').check();
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByLabel('Name', { exact: true }).fill('Kim');
  await page.getByRole('button', { name: 'Add a co-host' }).click();
  await expect(page.getByLabel(/Secret link of .*Kim/)).toBeVisible();
  await server.sql('insert into event_suggestion (event_id, name, voter_id) values ($1, $2, gen_random_uuid())', [event, LONG]);
  await server.sql(
    `insert into event_vote (event_id, track_id, is_positive, voter_id, cast_at)
     select $1, track_id, nth % 4 > 0, gen_random_uuid(), now() - nth * interval '4 minutes'
       from event_track, generate_series(1, 30) nth where event_id = $1 and (nth + track_id) % 3 > 0`, [event]);
  await server.sql(
    `update event_track l set standing = case n.nth when 1 then 'playing' when 2 then 'played' else 'hidden' end
       from (select track_id, row_number() over (order by track_id) nth from event_track where event_id = $1) n
      where l.event_id = $1 and l.track_id = n.track_id and n.nth <= 3`, [event]);
  return event;
}

test('every page is legible, large enough to press, and whole when it is enlarged, in light and dark', async ({ ownServer: server, page, tolerate }) => {
  test.setTimeout(240_000);
  tolerate(/Failed to load resource.* 404/);
  const event = await make(page, server);
  // The host's page as it is just now, with a co-host's link that is shown this once.
  expect(await faults(page)).toEqual([]);

  const other = await server.find('JKBXPZ', 'Paranoid');
  await server.sql('update event_event set closes_at = now() where id = $1', [other.event]);
  const [{ id: empty }] = await server.sql("insert into event_event (title, code) values ('Karaoke', 'KARAQK') returning id");
  const live = ['/', '/firehose', ...[event, other.event, empty].flatMap(id => ['', '/embed'].map(part => `/events/${id}${part}`))];
  for (const path of live) {
    await open(page, server.url + path);
    expect.soft(await faults(page)).toEqual([]);
  }
  const still = ['/j', '/j/WRONG', '/new', '/h/wrong', '/nowhere', '/offline', `/events/${event}/host`, `/events/${event}/recap`,
    `/events/${empty}/recap`, `/events/${event}/wall`, `/events/${event}/wall?light`, `/events/${other.event}/wall`];
  for (const path of still) {
    await page.goto(server.url + path);
    expect.soft(await faults(page)).toEqual([]);
  }
  await open(page, `${server.url}/events/${event}`);
  await page.locator('.vote button.up:visible').first().click();
  await expect(page.locator('.undo button')).toBeVisible();
  expect.soft(await faults(page)).toEqual([]);

  await page.getByRole('link', { name: 'العربية' }).click();
  for (const path of [`/events/${event}`, `/events/${event}/host`]) {
    await page.goto(server.url + path);
    await expect(page.locator('html')).toHaveAttribute('dir', 'rtl');
    expect.soft(await faults(page)).toEqual([]);
  }
});

/** An event of its own, with three tracks that nobody voted for. */
async function quiet(server: Server, code: string) {
  const [{ id }] = await server.sql('insert into event_event (title, code) values ($1, $1) returning id', [code]);
  const tracks = await server.sql(
    'insert into event_track (event_id, track_id) select $1, id from music_track order by id limit 3 returning track_id', [id]);
  return { event: id as number, tracks: tracks.map(row => row.track_id as number) };
}

test('a keyboard alone votes and thinks again, and stays on its button when the row moves', async ({ server, page }) => {
  const { event } = await quiet(server, 'KEYBRD');
  await open(page, `${server.url}/events/${event}`);
  const last = await page.locator('.ranking li').last().getAttribute('id');
  const button = page.locator(`#${last} button.up`);
  for (let presses = 0; presses < 30 && !await button.evaluate(it => it === document.activeElement); presses++) await page.keyboard.press('Tab');
  await expect(button).toBeFocused();
  await expect(button).toHaveCSS('outline-style', 'solid');
  await page.keyboard.press('Enter');
  await expect(button).toHaveAttribute('aria-pressed', 'true');
  await expect(page.locator('.ranking li').first()).toHaveId(last!);
  await expect(button).toBeFocused();
  await page.keyboard.press('Space');
  await expect(button).toHaveAttribute('aria-pressed', 'false');
  await expect(button.locator('.count')).toHaveText('0');
  await expect(button).toBeFocused();
  await page.keyboard.press('Tab');
  await expect(page.locator(`#${last} button.down`)).toBeFocused();
});

test('nothing moves by itself for those who ask for less motion', async ({ server, page }) => {
  const { event, tracks } = await quiet(server, 'STEADY');
  await server.sql("update event_track set standing = 'playing' where event_id = $1 and track_id = $2", [event, tracks[0]]);
  const moving = () => page.evaluate(() => document.getAnimations().length);
  for (const path of ['', '/wall']) {
    await page.emulateMedia({ reducedMotion: 'no-preference' });
    await open(page, `${server.url}/events/${event}${path}`);
    await expect.poll(moving).toBeGreaterThan(0);
    await page.emulateMedia({ reducedMotion: 'reduce' });
    const lines = await page.locator('.stream li').count();
    await server.vote(event, tracks[2]);
    await expect(page.locator('.stream li')).toHaveCount(lines + 1);
    expect(await moving()).toBe(0);
  }
});
