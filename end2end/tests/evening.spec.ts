// A whole evening: a host sets an event up, three guests join by its code, vote, think again, lose the network and come back, a
// wall follows, the host closes, and what is told of the night agrees with the log to the vote.

import { expect, test, type Server } from '../fixtures.ts';
import type { Browser, Page, WebSocketRoute } from '@playwright/test';

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
const LINE_UP = ['One', 'Two', 'Three', 'Four', 'Five', 'Six'];

/** A guest's phone, with a network that can go away. */
class Phone {
  private sockets: WebSocketRoute[] = [];
  private isOnline = true;

  private constructor(readonly page: Page) {}

  static async take(browser: Browser) {
    const phone = new Phone(await (await browser.newContext(PHONE)).newPage());
    await phone.page.routeWebSocket(/\/live$/, socket => {
      if (!phone.isOnline) return void socket.close();
      socket.connectToServer();
      phone.sockets.push(socket);
    });
    return phone;
  }

  async loseNetwork() {
    this.isOnline = false;
    await this.page.context().setOffline(true);
    for (const socket of this.sockets.splice(0)) await socket.close();
  }

  async findNetwork() {
    this.isOnline = true;
    await this.page.context().setOffline(false);
  }

  row(track: string) {
    return this.page.locator('.ranking li').filter({ hasText: track });
  }

  async press(track: string, way: 'up' | 'down') {
    await this.row(track).locator(`button.${way}`).tap();
  }

  async settled() {
    await expect(this.page.locator('[data-pending]')).toHaveCount(0);
  }
}

/** The columns of a CSV file without quotes in it. */
async function log(server: Server, event: number) {
  const [head, ...lines] = (await (await fetch(`${server.url}/api/events/${event}/votes.csv`)).text()).trim().split('\r\n');
  return lines.map(line => Object.fromEntries(line.split(',').map((value, nth) => [head.split(',')[nth], value])));
}

test('from the first track to the recap', async ({ ownServer: server, page: host, browser }) => {
  test.slow();
  const part = (name: string) => host.getByRole('region', { name, exact: true });

  // The host, with ten minutes.
  await host.goto(server.url);
  await host.getByRole('link', { name: 'Create an event' }).click();
  await host.getByLabel('What is it called?').fill('The whole evening');
  await host.getByRole('button', { name: 'Create the event' }).click();
  await expect(host.getByRole('heading', { level: 1 })).toHaveText('The whole evening');
  const event = Number(new URL(host.url()).pathname.split('/')[2]);
  await part('Add tracks').getByLabel('Tracks', { exact: true }).fill(LINE_UP.join('\n'));
  await host.getByRole('button', { name: 'Add them all' }).click();
  await part('Settings').getByLabel('Votes of a guest within an hour').fill('4');
  await part('Settings').getByRole('button', { name: 'Save' }).click();
  await expect(part('Settings').getByRole('status')).toHaveText('The settings are saved.');

  // The wall, and three guests who read the code on it.
  const wall = await (await browser.newContext({ viewport: { width: 1920, height: 1080 } })).newPage();
  await wall.goto(`${server.url}/events/${event}/wall`);
  const code = (await wall.locator('.code').innerText()).trim();
  expect(code).toMatch(/^[CDFGHJKLMNPRTVWXZ]{6}$/);
  const [ann, ben, cem] = [await Phone.take(browser), await Phone.take(browser), await Phone.take(browser)];
  for (const phone of [ann, ben]) {
    await phone.page.goto(server.url);
    await phone.page.getByLabel('Have a code?').fill(phone === ann ? code : ` ${code.toLowerCase().slice(0, 3)}-${code.slice(3)}`);
    await phone.page.getByRole('button', { name: 'Join' }).tap();
  }
  await cem.page.goto(`${server.url}/j/${code.toLowerCase()}`);
  for (const phone of [ann, ben, cem]) {
    await expect(phone.page).toHaveURL(`${server.url}/events/${event}`);
    await expect(phone.page.locator('.status')).toHaveText('Live');
  }
  await expect(wall.locator('.viewers')).toHaveText('4');

  // They vote, and think again.
  await ann.press('One', 'up');
  await ben.press('One', 'up');
  await ben.press('Two', 'down');
  await cem.press('Three', 'up');
  await expect(wall.locator('.top li').first()).toContainText('One');
  await ben.press('Two', 'up');
  await ann.press('One', 'up');
  await ann.press('Three', 'up');
  await ann.page.getByRole('button', { name: 'Undo' }).tap();
  await ann.press('Two', 'up');
  for (const phone of [ann, ben, cem]) await phone.settled();
  await expect(ben.row('Two').locator('.score')).toHaveText('2');
  await expect(wall.locator('.top li').first()).toContainText('Two');
  await expect(wall.locator('.stream li').first()).toContainText('Two');

  // One loses the network, goes on, and comes back; four votes are all that one has in an hour.
  await cem.loseNetwork();
  await cem.press('Four', 'up');
  await cem.press('Five', 'down');
  await cem.press('Six', 'up');
  await cem.press('Two', 'up');
  await expect(cem.page.locator('.status')).toHaveText('Offline: 4 votes wait', { timeout: 20_000 });
  await ben.press('Four', 'up');
  await expect(ann.row('Four').locator('.score')).toHaveText('1');
  await cem.findNetwork();
  await expect(ann.row('Four').locator('.score')).toHaveText('2', { timeout: 20_000 });
  await cem.settled();
  await ann.press('Four', 'down');
  await expect(cem.row('Four').locator('.score')).toHaveText('1');
  await expect(cem.row('Two').locator('.refusal')).toContainText('your votes of this hour are used up');
  await expect(cem.row('Two').locator('.score')).toHaveText('2');

  // The host plays the first, hides one, and closes.
  await host.reload();
  await part('Line-up').getByRole('button', { name: /^\W*Play\W+Two/ }).click();
  await expect(wall.locator('.playing')).toContainText('Two');
  await expect(ben.row('Two').locator('button.up')).toBeHidden();
  await part('Line-up').getByRole('button', { name: /^\W*Hide\W+Six/ }).click();
  await expect(ann.row('Six')).toHaveCount(0);
  await host.getByRole('button', { name: 'Close now' }).click();
  await expect(part('Voting').getByRole('status')).toHaveText('Voting is closed now.');
  await expect(wall.locator('.over')).toContainText('Voting is closed');
  await ann.press('One', 'up');
  await expect(ann.row('One').locator('.refusal')).toContainText('voting is closed');

  // What is told of the night agrees with the log to the vote.
  const rows = await log(server, event);
  const recap = await (await fetch(`${server.url}/api/events/${event}/recap`)).json();
  const tally = await (await fetch(`${server.url}/api/events/${event}/tally`)).json();
  expect(recap.running).toBe(false);
  expect(recap.cast).toBe(rows.filter(row => row.up !== '').length);
  expect(recap.voters).toBe(3);
  for (const track of LINE_UP) {
    const own = rows.filter(row => row.name === track);
    const count = (way: string) =>
      own.filter(row => row.up === way).length - own.filter(row => row.replaces === way).length;
    const sums = { up: count('true'), down: count('false') };
    expect(track === 'Six' ? recap.hidden : recap.tracks.find((one: { name: string }) => one.name === track)).toMatchObject(sums);
    if (track !== 'Six') expect(tally.tracks.find((one: { name: string }) => one.name === track)).toMatchObject(sums);
  }
  await host.goto(`${server.url}/events/${event}/recap`);
  await expect(host.locator('.winner')).toContainText('Two');
  await expect(host.locator('main')).not.toContainText('Six');
  const ranking = host.locator('figure.chart').last();
  await ranking.locator('summary').click();
  const cells = await ranking.locator('tfoot tr').last().locator('td').allInnerTexts();
  const sum = (way: 'up' | 'down') => [...recap.tracks, recap.hidden].reduce((sum: number, one: Record<string, number>) => sum + one[way], 0);
  expect(cells.map(cell => cell.replaceAll(/\W/g, ''))).toEqual(expect.arrayContaining([`${sum('up')}`, `${sum('down')}`]));
  for (const phone of [ann, ben, cem]) await phone.page.context().close();
  await wall.context().close();
});
