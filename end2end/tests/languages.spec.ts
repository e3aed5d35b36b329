// A page speaks one language, before it lives and after.

import { expect, test } from '../fixtures.ts';

test.use({ locale: 'de-DE' });

test('a German page counts in German, and the switch makes it Arabic', async ({ ownServer: server, page }) => {
  const { event, track } = await server.find('JKBXPZ', 'C:\\> Format My Heart');
  const status = page.locator('.status').first();
  const facts = page.locator('.facts');
  await page.goto(`${server.url}/events/${event}`);
  await expect(page.locator('html')).toHaveAttribute('data-live', '');
  await expect(page.locator('html')).toHaveAttribute('lang', 'de');
  await expect(status).toHaveText('Live');
  await expect(facts).toContainText('0 Stimmen');
  await expect(facts).toContainText('1 schaut zu');
  await server.vote(event, track);
  await expect(facts).toContainText(/1 Stimme(?!n)/);
  await expect(page.locator('.stream li').first()).toContainText('C:\\> Format My Heart von The Backslashes \\o/ wurde hochgestimmt');
  await server.vote(event, track, false);
  await expect(facts).toContainText('2 Stimmen');
  await expect(page.locator(`#track-${track} button.down`)).toHaveAccessibleName(/^Dagegen stimmen: /);

  await page.getByRole('link', { name: 'العربية' }).click();
  await expect(page).toHaveURL(`${server.url}/events/${event}`);
  await expect(page.locator('html')).toHaveAttribute('data-live', '');
  await expect(page.locator('html')).toHaveAttribute('lang', 'ar');
  await expect(page.locator('html')).toHaveAttribute('dir', 'rtl');
  await expect(status).toHaveText('مباشر');
  // Two of them are a word of their own, and three are counted.
  await expect(facts).toContainText('صوتان');
  await server.vote(event, track);
  await expect(facts).toContainText('3 أصوات');
  await expect(page.locator('.stream li').first()).toContainText('صوت مؤيد لأغنية C:\\> Format My Heart لـ The Backslashes \\o/');
  // The choice lasts, from page to page.
  await page.locator('.brand').click();
  await expect(page.locator('h1')).toHaveText('ماذا نسمع بعد ذلك؟');
  // Its server ends with this test, and it would complain of that.
  await page.close();
});
