// Without scripts, without a server, without an address.

import { expect, open, test } from '../fixtures.ts';

test('voting works with scripts switched off', async ({ server, browser, page }) => {
  const { event, track } = await server.find('WDDNGX', 'Dancing Queen');
  await open(page, `${server.url}/events/${event}`);
  const context = await browser.newContext({ javaScriptEnabled: false });
  const plain = await context.newPage();
  await plain.goto(`${server.url}/events/${event}`);
  await plain.locator(`#track-${track} button.up`).click();
  await expect(plain).toHaveURL(`${server.url}/events/${event}#track-${track}`);
  await expect(plain.locator(`#track-${track} button.up`)).toHaveAttribute('aria-pressed', 'true');
  await expect(page.locator(`#track-${track} .up .count`)).toHaveText('1');
  await plain.locator(`#track-${track} button.up`).click();
  await expect(plain.locator(`#track-${track} button.up`)).toHaveAttribute('aria-pressed', 'false');
  await expect(page.locator(`#track-${track} .up .count`)).toHaveText('0');
  await context.close();
});

test('when the server comes back the page shows what was cast meanwhile, and what was pressed while it was away counts', async ({ server, page, tolerate }) => {
  // The browser itself reports each failed try.
  tolerate(/WebSocket connection to .* failed/);
  const { event, track } = await server.find('JKBXPZ', 'Jolene');
  const mine = await server.find('JKBXPZ', 'Paranoid');
  await open(page, `${server.url}/events/${event}`);
  await server.stop();
  await expect(page.locator('.status').first()).toContainText('Offline since');
  await page.locator(`#track-${mine.track} button.down`).click();
  await expect(page.locator(`#track-${mine.track} button.down`)).toHaveAttribute('data-pending', '');
  await server.start();
  await server.vote(event, track);
  await expect(page.locator('.status').first()).toHaveText(/^Caught up, (nothing missed|\d+ votes?)$/, { timeout: 20_000 });
  await expect(page.locator('.status').first()).toHaveText('Live');
  await expect(page.locator(`#track-${track} .up .count`)).toHaveText('1');
  await expect(page.locator(`#track-${mine.track} .down .count`)).toHaveText('1');
  await expect(page.locator(`#track-${mine.track} button.down`)).not.toHaveAttribute('data-pending', '');
  await expect(page.locator(`#track-${mine.track} button.down`)).toHaveAttribute('aria-pressed', 'true');
});

test('a killed server is no different', async ({ server, page, tolerate }) => {
  tolerate(/WebSocket connection to .* failed/);
  const { event, track } = await server.find('JKBXPZ', 'Ace of Spades');
  await open(page, `${server.url}/events/${event}`);
  await server.stop('SIGKILL');
  await expect(page.locator('.status').first()).toContainText('Offline since');
  await server.start();
  await server.vote(event, track);
  await expect(page.locator('.status').first()).toHaveText('Live', { timeout: 20_000 });
  await expect(page.locator(`#track-${track} .up .count`)).toHaveText('1');
});

test('while the database is away the page says so, and what is pressed counts once it is back', async ({ server, page, request }) => {
  const { event, track } = await server.find('JKBXPZ', 'London Calling');
  await open(page, `${server.url}/events/${event}`);
  server.freezeDatabase(true);
  try {
    await expect(page.locator('.status').first()).toHaveText('Paused: votes wait', { timeout: 20_000 });
    expect((await request.get(`${server.url}/readyz`)).status()).toBe(503);
    await page.locator(`#track-${track} button.up`).click();
    await expect(page.locator(`#track-${track} button.up`)).toHaveAttribute('data-pending', '');
  } finally {
    server.freezeDatabase(false);
  }
  await expect(page.locator('.status').first()).toHaveText('Live', { timeout: 20_000 });
  await expect(page.locator(`#track-${track} .up .count`)).toHaveText('1', { timeout: 20_000 });
  await expect(page.locator(`#track-${track} button.up`)).not.toHaveAttribute('data-pending', '');
  expect((await request.get(`${server.url}/readyz`)).status()).toBe(200);
});

test('an address that leads nowhere says so, and leads on', async ({ server, page, tolerate }) => {
  tolerate(/status of 404/);
  for (const path of ['/nowhere', '/events/99999', '/events/x']) {
    const response = await page.goto(`${server.url}${path}`);
    expect(response!.status()).toBe(404);
    await expect(page.locator('h1')).toHaveText('Nothing plays here');
  }
  await page.locator('a.button').click();
  await expect(page.locator('h1')).toHaveText('What should play next?');
  await expect(page.locator('.picker .card', { hasText: 'Rusty Anchor' })).toBeVisible();
});

test('nothing is wider than a small phone, in either scheme', async ({ server, page }) => {
  const { event } = await server.find('JKBXPZ', 'Jolene');
  await page.setViewportSize({ width: 320, height: 640 });
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    for (const path of ['/', '/firehose', `/events/${event}`]) {
      await open(page, `${server.url}${path}`);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
    }
  }
});
