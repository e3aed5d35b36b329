// The recap and the way in by code, as a browser without scripts shows them.

import { expect, test } from '../fixtures.ts';

test.use({ javaScriptEnabled: false });

test('without scripts the night is there in pictures, and in tables behind them', async ({ ownServer: server, page }) => {
  const { event, track } = await server.find('WDDNGX', '강남스타일');
  const other = await server.find('WDDNGX', 'Rasputin');
  await server.sql(
    `insert into event_vote (event_id, track_id, is_positive, voter_id, cast_at)
     select $1, case when nth % 3 = 0 then $3 else $2 end::int, nth % 4 <> 1, gen_random_uuid(), now() - nth * interval '1 minute'
       from generate_series(1, 240) nth`, [event, track, other.track]);
  await page.goto(`${server.url}/events/${event}/recap`);
  await expect(page.locator('.winner .outcome')).toHaveText(/강남스타일.* leads with .*80/);
  const charts = page.locator('figure.chart');
  await expect(charts).toHaveCount(3);
  for (const name of ['Votes over time', 'The race', 'The ranking so far']) {
    const picture = page.getByRole('img', { name, exact: true });
    await expect(picture).toBeVisible();
    const box = (await picture.boundingBox())!;
    expect(box.width).toBeGreaterThan(300);
    expect(box.height).toBeGreaterThan(100);
    const chart = charts.filter({ has: picture });
    await expect(chart.locator('table')).toBeHidden();
    await chart.locator('summary').click();
    await expect(chart.locator('table')).toBeVisible();
    expect(await chart.locator('tbody tr').count()).toBeGreaterThan(1);
  }
  await expect(page.locator('figure.chart').last().locator('tfoot')).toContainText('Altogether');
  await expect(page.locator('.sums dd').first()).not.toBeEmpty();
});

test('a recap fits a phone, and reads from right to left where that is the way', async ({ ownServer: server, browser }) => {
  const { event, track } = await server.find('JKBXPZ', 'C:\\> Format My Heart');
  await server.sql(
    `insert into event_vote (event_id, track_id, is_positive, cast_at)
     select $1, track_id, nth % 5 > 0, now() - nth * interval '10 seconds'
       from event_track, generate_series(1, 20) nth where event_id = $1`, [event]);
  await server.vote(event, track);
  for (const locale of ['en', 'ar']) {
    const context = await browser.newContext({ javaScriptEnabled: false, viewport: { width: 360, height: 740 }, locale });
    const page = await context.newPage();
    await page.goto(`${server.url}/events/${event}/recap`);
    await expect(page.locator('html')).toHaveAttribute('dir', locale === 'ar' ? 'rtl' : 'ltr');
    await expect(page.locator('figure.chart')).toHaveCount(3);
    for (const part of await page.locator('.recap > *, .plot svg, .ends li, .columns li, .key li').all()) {
      const box = await part.boundingBox();
      if (box) expect(box.x >= -1 && box.x + box.width <= 361, `${await part.innerHTML()} at ${JSON.stringify(box)}`).toBe(true);
    }
    await context.close();
  }
});

test('a code that was called across the room leads to its event, and a wrong one to another try', async ({ ownServer: server, page, tolerate }) => {
  tolerate(/404/);
  const { event } = await server.find('FRDNGT', 'Das Model');
  await page.goto(`${server.url}/j`);
  await page.getByLabel('Code').fill('frd-ngx');
  await page.getByRole('button', { name: 'Join' }).click();
  await expect(page.getByRole('alert')).toContainText('frd-ngx');
  await page.getByLabel('Code').fill('frd ngt');
  await page.getByRole('button', { name: 'Join' }).click();
  await expect(page).toHaveURL(`${server.url}/events/${event}`);
});
