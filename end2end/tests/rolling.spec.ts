// Two servers behind nginx are restarted, one after the other and again, while votes come in: no vote is lost, no delivery is,
// and nobody is told anything that they could not just send again.

import { randomUUID } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { Agent } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import { expect, open, Server, test } from '../fixtures.ts';
import { PlainFollower, SseFollower, type Follower } from '../followers.ts';
import { Certificate, Proxy } from '../proxies.ts';

/** Voters at a time. */
const VOTERS = 48;
/** Between two votes of one voter, in milliseconds: a server takes ten a second. */
const PAUSE = 120;
/** Followers of each kind. */
const FOLLOWERS = 8;
/** Votes between two changes. */
const BETWEEN = 200;
/** Before a voter sends a ballot again, in milliseconds. */
const AGAIN = 20;
/** What a proxy says for a server that is not there, and what a server says that can take no vote now. */
const RESENT = [429, 502, 503, 504];

const wait = (time: number) => new Promise(done => setTimeout(done, time));

/** Casts votes until told to stop; every one is sent until it is acknowledged. */
class Voter {
  readonly acknowledged: string[] = [];
  readonly failures: string[] = [];
  resent = 0;
  private over = false;

  constructor(private readonly proxy: Proxy, private readonly event: number, private readonly tracks: number[]) {}

  async run() {
    const agent = new Agent({ keepAlive: true, ...this.proxy.trusted });
    const { text } = await this.send('/api/voters', {}, undefined, agent);
    const headers = { authorization: `Bearer ${JSON.parse(text).token}`, 'content-type': 'application/json' };
    for (let nth = 0; !this.over; nth += 1) {
      const ballot = randomUUID();
      // The other way each time round, so that each is a change.
      const vote = { track: this.tracks[nth % this.tracks.length], up: Math.floor(nth / this.tracks.length) % 2 === 0, ballot };
      const { status, text } = await this.send(`/api/events/${this.event}/votes`, headers, JSON.stringify(vote), agent);
      if (status === 201) this.acknowledged.push(ballot);
      else this.failures.push(`${status} ${text}`);
      await wait(PAUSE);
    }
    agent.destroy();
  }

  stop() {
    this.over = true;
  }

  private async send(path: string, headers: Record<string, string>, body: string | undefined, agent: Agent) {
    for (;;) {
      const answer = await this.proxy.ask(path, { method: 'POST', headers, agent }, body).catch(() => undefined);
      if (answer && !RESENT.includes(answer.status)) return answer;
      this.resent += 1;
      await wait(AGAIN);
    }
  }
}

test('servers behind nginx are restarted in turn under load, and nothing is lost and nothing comes twice', async ({ ownServer: database }) => {
  test.setTimeout(180_000);
  const directory = mkdtempSync(join(tmpdir(), 'partysense-rolling-'));
  chmodSync(directory, 0o755);
  const servers = [new Server(database.directory, true), new Server(database.directory, true)];
  for (const server of servers) await server.start();
  const certificate = new Certificate(join(directory, 'certificate'));
  const proxy = await Proxy.nginx(join(directory, 'nginx'), certificate, [servers[0].url, servers[1].url]);
  const { launchOptions } = test.info().project.use;
  const browser = await chromium.launch({ ...launchOptions, args: [...launchOptions!.args!, certificate.trust] });
  try {
    const { event } = await database.find('FRDNGT', 'Blue Monday');
    const tracks = (await database.sql('select track_id::int as id from event_track where event_id = $1 order by 1', [event])).map(({ id }) => id);
    const followers: Follower[] = Array.from({ length: FOLLOWERS }, () => [new PlainFollower(proxy, event), new SseFollower(proxy, event)]).flat();
    for (const follower of followers) await follower.start().ready;
    const page = await browser.newPage();
    await open(page, `${proxy.url}/events/${event}`);

    const voters = Array.from({ length: VOTERS }, () => new Voter(proxy, event, tracks));
    const began = Date.now();
    const running = voters.map(voter => voter.run());
    const cast = () => voters.reduce((sum, voter) => sum + voter.acknowledged.length, 0);
    const more = async () => {
      const goal = cast() + BETWEEN;
      await expect.poll(cast, { timeout: 30_000 }).toBeGreaterThanOrEqual(goal);
    };
    for (const server of [...servers, ...servers]) {
      await more();
      expect(await server.stop()).toBe(0);
      await more();
      await server.start();
    }
    await more();
    for (const voter of voters) voter.stop();
    await Promise.all(running);
    const seconds = (Date.now() - began) / 1000;

    const rows = await database.sql('select id::int, ballot_id, is_positive from event_vote where event_id = $1 order by id', [event]);
    const ballots = rows.map(row => row.ballot_id).sort();
    expect(voters.flatMap(voter => voter.failures)).toEqual([]);
    expect(voters.flatMap(voter => voter.acknowledged).sort()).toEqual(ballots);
    const ids = rows.map(row => row.id);
    for (const follower of followers) {
      await expect.poll(() => follower.ids.length, { timeout: 20_000 }).toBeGreaterThanOrEqual(ids.length);
      expect([...follower.ids].sort((one, other) => one - other)).toEqual(ids);
      expect(follower.failures).toEqual([]);
    }
    const [{ up }] = await database.sql(
      `select coalesce(sum(is_positive::int) - sum(coalesce(previous, false)::int), 0)::int as up from event_vote where event_id = $1`, [event]);
    const shown = async () => (await page.locator('.ranking .up .count').allTextContents()).reduce((sum, count) => sum + Number(count), 0);
    await expect.poll(shown).toBe(up);
    await expect(page.locator('.status').first()).toHaveText('Live');

    const sum = (numbers: number[]) => numbers.reduce((one, other) => one + other, 0);
    const reconnects = sum(followers.map(follower => follower.connections - 1));
    expect(reconnects).toBeGreaterThan(0);
    console.log(`${ids.length} votes in ${seconds.toFixed(1)} s, ${sum(voters.map(voter => voter.resent))} ballots sent again, `
      + `${followers.length} followers came back ${reconnects} times`);
    for (const follower of followers) follower.stop();
  } finally {
    await browser.close();
    await proxy.stop();
    for (const server of servers) await server.stop();
    rmSync(directory, { recursive: true, force: true });
  }
});
