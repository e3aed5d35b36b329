// What one person does, another who is there already sees.

import { expect, open, test } from '../fixtures.ts';

const HEROES = '"Heroes"';

test('a vote on one page changes number and list on another', async ({ server, page, browser }) => {
  const { event, track } = await server.find('FRDNGT', HEROES);
  await open(page, `${server.url}/events/${event}`);
  const other = await (await browser.newContext()).newPage();
  await open(other, `${server.url}/events/${event}`);
  const before = Number(await page.locator(`#track-${track} .up .count`).innerText());
  const against = await page.locator(`#track-${track} .down .count`).innerText();

  await other.locator(`#track-${track} button.up`).click();
  await expect(page.locator(`#track-${track} .up .count`)).toHaveText(`${before + 1}`);
  await expect(page.locator('.stream li').first()).toContainText(`${HEROES} by David Bowie was voted up`);
  await expect(page.locator('.viewers')).toHaveText('2');

  const up = other.locator(`#track-${track} button.up`);
  await expect(up).toHaveAttribute('aria-pressed', 'true');
  await expect(up).not.toHaveAttribute('data-pending', '');
  await expect(page.locator(`#track-${track} button.up`)).toHaveAttribute('aria-pressed', 'false');

  // Changed, then withdrawn, and remembered by the next page.
  await other.locator(`#track-${track} button.down`).click();
  await expect(page.locator(`#track-${track} .up .count`)).toHaveText(`${before}`);
  await expect(page.locator('.stream li').first()).toContainText('was voted down');
  await other.reload();
  await expect(other.locator(`#track-${track} button.down`)).toHaveAttribute('aria-pressed', 'true');
  await expect(other.locator('.status').first()).toHaveText('Live');
  await other.locator(`#track-${track} button.down`).click();
  await expect(page.locator(`#track-${track} .down .count`)).toHaveText(against);
  await expect(other.locator(`#track-${track} button.down`)).toHaveAttribute('aria-pressed', 'false');
  await other.context().close();
  await expect(page.locator('.viewers')).toHaveText('1');
});

test('a row inserted by another program appears, and the best rises', async ({ server, page }) => {
  const { event, track } = await server.find('JKBXPZ', 'C:\\> Format My Heart');
  await open(page, `${server.url}/events/${event}`);
  for (let n = 0; n < 3; n++) await server.vote(event, track);
  await expect(page.locator(`#track-${track} .score`)).toHaveText('3');
  await expect(page.locator('.stream li').first()).toContainText('C:\\> Format My Heart by The Backslashes \\o/ was voted up');
  await expect(page.locator('.ranking li').first()).toHaveId(`track-${track}`);
});

test('the order waits while a finger is near', async ({ server, page }) => {
  const { event, track } = await server.find('WDDNGX', '강남스타일');
  await open(page, `${server.url}/events/${event}`);
  const first = page.locator('.ranking li').first();
  const before = await first.getAttribute('id');
  const box = (await first.boundingBox())!;
  const still = setInterval(() => page.mouse.move(box.x + 20 + Math.random() * 30, box.y + 20).catch(() => {}), 150);
  await page.mouse.move(box.x + 20, box.y + 20);
  for (let n = 0; n < 4; n++) await server.vote(event, track);
  await expect(page.locator(`#track-${track} .score`)).toHaveText('4');
  await page.waitForTimeout(1_000);
  await expect(first).toHaveId(before!);
  clearInterval(still);
  await expect(first).toHaveId(`track-${track}`);
});

test('the firehose shows the votes of two events, and the picker counts them', async ({ server, page, context }) => {
  const friday = await server.find('FRDNGT', 'So What');
  const wedding = await server.find('WDDNGX', '</script><em>Close the Tag</em>');
  const picker = await context.newPage();
  await open(picker, `${server.url}/`);
  const count = picker.locator(`a[href="/events/${wedding.event}"] b`);
  const before = Number(await count.innerText());
  await open(page, `${server.url}/firehose`);
  await server.vote(friday.event, friday.track);
  await server.vote(wedding.event, wedding.track, false);
  await expect(page.locator('.stream li').nth(0)).toContainText('</script><em>Close the Tag</em> by Bobby & the Tables was voted down at Anna & João’s wedding 💍');
  await expect(page.locator('.stream li').nth(1)).toContainText('So What by P!nk was voted up at Friday night at Klub Größenwahn');
  await expect(count).toHaveText(`${before + 1}`);
});

test('going from page to page keeps everything live', async ({ server, page }) => {
  const { event, track } = await server.find('FRDNGT', 'Das Model');
  await open(page, `${server.url}/`);
  await page.locator(`.picker a[href="/events/${event}"]`).click();
  await expect(page).toHaveURL(`${server.url}/events/${event}`);
  await expect(page.locator('.status').first()).toHaveText('Live');
  const before = Number(await page.locator(`#track-${track} .score`).innerText());
  await server.vote(event, track);
  await expect(page.locator(`#track-${track} .score`)).toHaveText(`${before + 1}`);
  await page.locator(`#track-${track} button.up`).click();
  await expect(page.locator(`#track-${track} .score`)).toHaveText(`${before + 2}`);
  await page.goBack();
  await page.locator('.picker a[href="/firehose"]').click();
  await server.vote(event, track, false);
  await expect(page.locator('.stream li').first()).toContainText('Das Model by Kraftwerk was voted down');
  await page.goto(`${server.url}/events/${event}`);
  await expect(page.locator(`#track-${track} button.up`)).toHaveAttribute('aria-pressed', 'true');
  await expect(page.locator('.status').first()).toHaveText('Live');
});

test('a refused vote says why and returns to what it was', async ({ server, page }) => {
  const { event, track } = await server.find('FRDNGT', 'Jóga');
  await open(page, `${server.url}/events/${event}`);
  await server.sql('update event_event set closes_at = now() where id = $1', [event]);
  await page.locator(`#track-${track} button.up`).click();
  await expect(page.locator(`#track-${track} .refusal`)).toHaveText('Not counted: voting is closed.');
  await expect(page.locator(`#track-${track} button.up`)).toHaveAttribute('aria-pressed', 'false');
  await server.sql('update event_event set closes_at = null where id = $1', [event]);
});
