// A guest with a phone: finds, votes, thinks again, is told the rules, and loses nothing to a network that goes away.

import { expect, open, test } from '../fixtures.ts';

const HEROES = '"Heroes"';

test('a track is found by part of its title or artist, in any case, and the others keep their place', async ({ server, page }) => {
  const { event, track } = await server.find('FRDNGT', HEROES);
  await open(page, `${server.url}/events/${event}`);
  const shown = page.locator('.ranking li:visible');
  const all = await shown.count();
  const order = await page.locator('.ranking li').evaluateAll(rows => rows.map(row => row.id));
  const field = page.getByRole('searchbox', { name: 'Find a track' });
  await field.fill('DAVID');
  await expect(shown).toHaveCount(1);
  await expect(shown).toHaveId(`track-${track}`);
  await field.fill('björ');
  await expect(shown).toHaveText(/Jóga/);
  await field.fill('nothing like this');
  await expect(page.getByText('No track matches.')).toBeVisible();
  await field.fill('');
  await expect(shown).toHaveCount(all);
  expect(await page.locator('.ranking li').evaluateAll(rows => rows.map(row => row.id))).toEqual(order);
});

test('a slip of the thumb is taken back: the vote is what it was before', async ({ ownServer: server, page }) => {
  const { event, track } = await server.find('FRDNGT', HEROES);
  await open(page, `${server.url}/events/${event}`);
  const row = page.locator(`#track-${track}`);
  await row.locator('button.up').click();
  await expect(row.locator('.up .count')).toHaveText('1');
  await row.locator('button.down').click();
  const undo = page.locator('.undo');
  await expect(undo).toContainText(new RegExp(`^Voted down: .?${HEROES}`));
  await undo.getByRole('button', { name: 'Undo' }).click();
  await expect(undo.getByRole('button')).toBeHidden();
  await expect(row.locator('button.up')).toBeFocused();
  await expect(row.locator('button.up')).toHaveAttribute('aria-pressed', 'true');
  await expect(row.locator('.score')).toHaveText('1');
  const rows = await server.sql('select is_positive from event_vote where event_id = $1 order by turn', [event]);
  expect(rows.map(row => row.is_positive)).toEqual([true, false, true]);
});

test('when voting closes is told, and that it has closed, by the clock alone', async ({ ownServer: server, page }) => {
  const { event, track } = await server.find('FRDNGT', HEROES);
  await open(page, `${server.url}/events/${event}`);
  const voting = page.locator('.voting');
  await expect(voting).toHaveText('');
  await server.sql("update event_event set closes_at = now() + interval '4 seconds' where id = $1", [event]);
  await expect(voting).toContainText(/^Voting closes: \W?\d\d:\d\d\W?$/);
  await expect(voting).toHaveText('Voting is closed');
  await page.locator(`#track-${track} button.up`).click();
  await expect(page.locator(`#track-${track} .refusal`)).toHaveText('Not counted: voting is closed.');
  await server.sql("update event_event set closes_at = null, opens_at = now() + interval '2 days' where id = $1", [event]);
  await expect(voting).toContainText(/^Voting opens: \W?\w+, \w+ \d+, \d\d:\d\d\W?$/);
});

test('what plays is on top and what was played at the end, and neither takes votes', async ({ ownServer: server, page }) => {
  const { event, track } = await server.find('FRDNGT', HEROES);
  const played = await server.find('FRDNGT', 'Jóga');
  await server.vote(event, played.track);
  await open(page, `${server.url}/events/${event}`);
  const stand = (track: number, standing: string) =>
    server.sql('update event_track set standing = $3 where (event_id, track_id) = ($1, $2)', [event, track, standing]);
  await stand(track, 'playing');
  await stand(played.track, 'played');
  await expect(page.locator('.ranking li').first()).toHaveText(new RegExp(`^Now playing ?${HEROES}`));
  await expect(page.locator('.ranking li').last()).toHaveText(/^Played ?Jóga/);
  for (const id of [track, played.track]) await expect(page.locator(`#track-${id} button`).first()).toBeHidden();
  await stand(played.track, 'hidden');
  await expect(page.locator(`#track-${played.track}`)).toHaveCount(0);
  await expect(page.locator('.stream')).not.toContainText('Jóga');
});

test('a host’s rules show: no votes down, nothing negative, free repeats, a budget', async ({ ownServer: server, page }) => {
  const { event, track } = await server.find('FRDNGT', HEROES);
  await server.vote(event, track, false);
  await open(page, `${server.url}/events/${event}`);
  const row = page.locator(`#track-${track}`);
  const set = (what: string) => server.sql(`update event_event set ${what} where id = $1`, [event]);
  await expect(row.locator('.score')).toHaveText('−1');
  await set('shows_negative = false');
  await expect(row.locator('.score')).toHaveText('0');
  await expect(row.locator('.down .count')).toBeHidden();
  await set('downs_per_hour = 0');
  await expect(row.locator('button.down')).toBeHidden();
  await set('free_repeats = true');
  await expect(page.getByText('Each press is a vote')).toBeVisible();
  for (const count of ['1', '2', '3']) {
    await row.locator('button.up').click();
    await expect(row.locator('.up .count')).toHaveText(count);
    await expect(row.locator('button.up')).toHaveAttribute('aria-pressed', 'false');
  }
  await set('free_repeats = false, votes_per_hour = 3');
  await expect(page.getByText('3 votes an hour each')).toBeVisible();
  await row.locator('button.up').click();
  await expect(row.locator('.refusal')).toContainText('your votes of this hour are used up');
});

test('without a network the last page opens, and what is pressed there counts once it is back', async ({ ownServer: server, context, page, tolerate }) => {
  tolerate(/WebSocket connection to .* failed|Failed to load resource|ERR_CONNECTION_REFUSED|ERR_FAILED/);
  const { event, track } = await server.find('FRDNGT', HEROES);
  const other = await server.find('FRDNGT', 'Jóga');
  await open(page, `${server.url}/events/${event}`);
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => {}));
  await page.reload();
  await expect(page.locator('.status').first()).toHaveText('Live');
  await server.stop();
  await page.locator(`#track-${track} button.up`).click();
  await expect(page.locator('.status').first()).toHaveText('Offline: 1 vote waits');
  await page.close();

  const later = await context.newPage();
  await later.goto(`${server.url}/events/${event}`);
  await expect(later.locator(`#track-${track} button.up`)).toHaveAttribute('data-pending', '');
  await later.locator(`#track-${other.track} button.down`).click();
  await expect(later.locator('.status').first()).toHaveText('Offline: 2 votes wait');
  await later.goto(`${server.url}/events/999999`);
  await expect(later.getByRole('heading')).toHaveText('You are offline');
  await later.goto(`${server.url}/events/${event}`);
  await server.start();
  await expect(later.locator(`#track-${track} .up .count`)).toHaveText('1', { timeout: 20_000 });
  await expect(later.locator(`#track-${other.track} .down .count`)).toHaveText('1');
  await expect(later.locator('[data-pending]')).toHaveCount(0);
  expect(await later.evaluate(() => Object.keys(localStorage))).toEqual([]);
  const rows = await server.sql('select count(*)::int as rows, count(distinct voter_id)::int as voters from event_vote where event_id = $1', [event]);
  expect(rows[0]).toEqual({ rows: 2, voters: 1 });
});

test('who listens to the page is told who leads, now and then', async ({ ownServer: server, page }) => {
  test.slow();
  const { event, track } = await server.find('FRDNGT', HEROES);
  await open(page, `${server.url}/events/${event}`);
  const region = page.locator('[aria-live="polite"]');
  await expect(region).toHaveText('');
  for (let n = 0; n < 12; n++) await server.vote(event, track);
  await expect(region).toHaveText(`\u2068${HEROES}\u2069 leads by \u206812\u2069.`, { timeout: 25_000 });
});
