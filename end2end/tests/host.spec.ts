// A host without a script: makes an event, fills its line-up in every way there is, runs the evening, lets others help. And what
// guests see of it, live.

import { expect, open, test, type Server } from '../fixtures.ts';
import type { Page } from '@playwright/test';

/** Makes an event, and leaves the page at its console. */
async function make(page: Page, server: Server, title: string) {
  await page.goto(`${server.url}/new`);
  await page.getByLabel('What is it called?').fill(title);
  await page.getByRole('button', { name: 'Create the event' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(title);
  return Number(new URL(page.url()).pathname.split('/')[2]);
}

const part = (page: Page, name: string) => page.getByRole('region', { name, exact: true });

/** What a button does to whom; between them are marks that keep their directions apart. */
const does = (action: string, what: string) => new RegExp(`^\\W?${action}\\W*${what.replaceAll(' ', '\\W+')}\\W*$`);

test.use({ javaScriptEnabled: false });

test('tracks come in one by one, from the library, as a list and as a file', async ({ ownServer: server, page, tolerate }) => {
  await make(page, server, 'Four ways');
  const add = part(page, 'Add tracks');
  await add.getByLabel('Title', { exact: true }).fill('Blue Monday');
  await add.getByLabel('Artist', { exact: true }).fill('New Order');
  await add.getByRole('button', { name: 'Add', exact: true }).click();
  await expect(add.getByRole('status')).toHaveText('It is in the line-up.');

  await add.getByLabel('Title or artist').fill('JÓG');
  await add.getByRole('button', { name: 'Search' }).click();
  await add.getByRole('button', { name: does('Add', 'Jóga by Björk') }).click();

  const list = add.getByLabel('Tracks', { exact: true });
  await list.fill('Queen – Innuendo\nKraftwerk - \n');
  await add.getByRole('button', { name: 'Add them all' }).click();
  await expect(add).toContainText(/Line \W?2\W?: \W?the track has no name/);
  await expect(list).toHaveValue(/Kraftwerk/);
  await list.fill('Queen – Innuendo\nKraftwerk - Das Model\n');
  await add.getByRole('button', { name: 'Add them all' }).click();
  await expect(add.getByRole('status')).toContainText(/Added: \W?2/);

  const file = { name: 'list.csv', mimeType: 'text/csv', buffer: Buffer.from('\ufeffartist;name\r\nNew Order;Blue Monday\r\n;White label\r\n') };
  await add.getByLabel('Or a file').setInputFiles(file);
  await add.getByRole('button', { name: 'Add them all' }).click();
  await expect(add.getByRole('status')).toContainText(/Added: \W?1\W?\. In the line-up already: \W?1/);
  await expect(part(page, 'Line-up').getByRole('listitem')).toHaveCount(5);
  tolerate(/Failed to load resource.* 422/);
});

test('what a host does with voting and tracks, guests see at once', async ({ ownServer: server, page, browser }) => {
  const event = await make(page, server, 'Live');
  await part(page, 'Add tracks').getByLabel('Tracks', { exact: true }).fill('One\nTwo\nThree');
  await page.getByRole('button', { name: 'Add them all' }).click();
  const guest = await (await browser.newContext({ javaScriptEnabled: true })).newPage();
  await open(guest, `${server.url}/events/${event}`);
  const row = (name: string) => guest.locator('.ranking li').filter({ hasText: name });
  await expect(row('One')).toBeVisible();
  const press = (action: string, track: string) => part(page, 'Line-up').getByRole('button', { name: does(action, track) }).click();

  await press('Play', 'One');
  await expect(page.locator(':target')).toContainText('It plays.');
  await expect(row('One').locator('button.up')).toBeHidden();
  await press('Play', 'Two');
  await expect(part(page, 'Line-up').locator('[data-standing="playing"]')).toHaveCount(1);
  await expect(part(page, 'Line-up').locator('[data-standing="played"]')).toContainText('One');
  await press('Hide', 'Three');
  await expect(row('Three')).toHaveCount(0);
  await press('Show', 'Three');
  await expect(row('Three')).toBeVisible();
  await press('Open again', 'One');
  await expect(row('One').locator('button.up')).toBeVisible();
  await press('Remove', 'Three');
  await expect(row('Three')).toHaveCount(0);

  const voting = part(page, 'Voting');
  await voting.getByRole('button', { name: 'Close now' }).click();
  await expect(voting.getByRole('status')).toHaveText('Voting is closed now.');
  await expect(guest.locator('.voting')).toHaveText('Voting is closed');
  await voting.getByRole('button', { name: 'Open now' }).click();
  await expect(guest.locator('.voting')).toHaveText('');
  await row('One').locator('button.up').click();
  await expect(row('One').locator('.up .count')).toHaveText('1');
  await page.reload();
  await expect(part(page, 'Line-up')).toContainText(/1\W? for, \W?0\W? against/);
  await guest.context().close();
});

test('a co-host helps by a link of their own until it is taken back', async ({ ownServer: server, page, browser, tolerate }) => {
  await make(page, server, 'Together');
  const hosts = part(page, 'Hosts');
  await hosts.getByLabel('Name', { exact: true }).fill('Kim');
  await hosts.getByRole('button', { name: 'Add a co-host' }).click();
  const link = await hosts.getByLabel(/Secret link of .*Kim/).inputValue();
  const kim = await (await browser.newContext({ javaScriptEnabled: false })).newPage();
  await kim.goto(link);
  expect(new URL(kim.url()).pathname).toMatch(/^\/events\/\d+\/host$/);
  await expect(part(kim, 'Hosts').getByRole('button')).toHaveCount(0);
  await kim.getByRole('button', { name: 'Close now' }).click();
  await expect(part(kim, 'Voting').getByRole('status')).toHaveText('Voting is closed now.');

  await hosts.getByRole('button', { name: does('Take the link back', 'Kim') }).click();
  await expect(hosts.getByRole('status')).toHaveText('That link opens nothing any more.');
  await kim.getByRole('button', { name: 'Open now' }).click();
  await expect(kim.getByRole('heading', { level: 1 })).toHaveText('This page is for hosts');
  await kim.goto(link);
  await expect(kim.getByRole('heading', { level: 1 })).toHaveText('This link opens nothing');
  await kim.context().close();
  tolerate(/Failed to load resource.* 40[34]/);
});

test('settings hold, guests suggest, and the language is the reader’s', async ({ ownServer: server, page, browser }) => {
  const event = await make(page, server, 'Rules');
  const rules = part(page, 'Settings');
  await rules.getByLabel('Votes of a guest within an hour').fill('12');
  await rules.getByLabel('Guests may suggest tracks').check();
  await rules.getByRole('button', { name: 'Save' }).click();
  await expect(rules.getByRole('status')).toHaveText('The settings are saved.');
  await expect(rules.getByLabel('Votes of a guest within an hour')).toHaveValue('12');
  await expect(rules.getByLabel('Show votes down')).toBeChecked();

  const guest = await (await browser.newContext({ javaScriptEnabled: true })).newPage();
  await open(guest, `${server.url}/events/${event}`);
  await guest.getByText('Suggest a track').click();
  await guest.locator('.suggest input[name="name"]').fill('Starman');
  await guest.locator('.suggest button').click();
  await expect(guest.getByRole('heading', { level: 1 })).toHaveText('Thank you');
  await guest.context().close();
  await page.reload();
  await part(page, 'Suggestions').getByRole('button', { name: does('Take in', 'Starman') }).click();
  await expect(part(page, 'Line-up')).toContainText('Starman');

  await page.getByRole('link', { name: 'العربية' }).click();
  await expect(page.locator('html')).toHaveAttribute('dir', 'rtl');
  expect(new URL(page.url()).pathname).toBe(`/events/${event}/host`);
  await expect(part(page, 'الإعدادات')).toBeVisible();
});
