// The real server with a private Postgres of its own, one for each worker, and pages that may not complain.

import { test as base, expect, type Page } from '@playwright/test';
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import pg from 'pg';

export const PROGRAM = resolve(import.meta.dirname, process.env.PARTYSENSE_PROGRAM ?? '../target/release/partysense');

/** All tests are one address, which makes far more in a minute than a hall does. */
const LIMITS = ['voters-per-minute', 'events-per-hour', 'suggestions-per-minute', 'titles-per-minute', 'keys-per-minute']
  .flatMap(limit => [`--${limit}`, '1000000']);

/** A server that can be stopped and started again on the same address and data. */
export class Server {
  private child?: ChildProcess;
  url = '';
  /** Of the port for clients that know only host and port. */
  plainUrl = '';

  /** On the private Postgres of that directory, or on the one that another server keeps there. */
  constructor(readonly directory: string, private readonly shares = false) {}

  async start() {
    const [port, plainPort] = [this.url, this.plainUrl].map(url => url ? new URL(url).port : '0');
    const { DATABASE_URL: _, ...env } = process.env;
    const database = this.shares ? ['--database-url', this.databaseUrl] : ['--data-dir', this.directory];
    this.child = spawn(PROGRAM, ['serve', ...database, '--listen', `127.0.0.1:${port}`, '--plain-listen', `127.0.0.1:${plainPort}`,
      ...LIMITS],
      // A proxy on this machine says whose connection it is.
      { env: { ...env, PARTYSENSE_TRUSTED_PROXIES: '127.0.0.1' }, stdio: ['ignore', 'pipe', 'inherit'] });
    for await (const line of createInterface({ input: this.child.stdout! })) {
      this.plainUrl = line.match(/serves plain WebSockets on (ws:\S+)/)?.[1] ?? this.plainUrl;
      const said = line.match(/serves (http:\S+)/);
      if (said) {
        this.url = said[1];
        return;
      }
    }
    throw new Error('the server ended before it served');
  }

  /** Its exit code, if it was not killed. */
  async stop(signal: NodeJS.Signals = 'SIGTERM') {
    const child = this.child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return child?.exitCode ?? null;
    const ended = new Promise<number | null>(done => child.once('exit', done));
    child.kill(signal);
    return await ended;
  }

  /** Of its private Postgres. */
  get databaseUrl() {
    return `postgres://postgres@localhost/partysense?host=${encodeURIComponent(join(this.directory, 'run'))}`;
  }

  /** Stops the private Postgres in its tracks, or lets it go on: connections stay open and nothing answers. */
  freezeDatabase(frozen: boolean) {
    const postmaster = Number(readFileSync(join(this.directory, 'postgres/postmaster.pid'), 'utf8').split('\n')[0]);
    const processes = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' }).trim().split('\n');
    const children = processes.map(line => line.trim().split(/\s+/).map(Number)).filter(([, parent]) => parent === postmaster);
    for (const pid of [postmaster, ...children.map(([pid]) => pid)]) process.kill(pid, frozen ? 'SIGSTOP' : 'SIGCONT');
  }

  /** Runs one of the program's other commands on the same data. */
  async run(...args: string[]) {
    const { DATABASE_URL: _, ...env } = process.env;
    const child = spawn(PROGRAM, [...args, '--data-dir', this.directory], { env, stdio: ['ignore', 'ignore', 'inherit'] });
    const code = await new Promise(done => child.once('exit', done));
    if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}`);
  }

  /** Runs SQL as any other program would. */
  async sql(text: string, values: unknown[] = []) {
    const client = new pg.Client({ host: join(this.directory, 'run'), user: 'postgres', database: 'partysense' });
    await client.connect();
    try {
      return (await client.query(text, values)).rows;
    } finally {
      await client.end();
    }
  }

  /** The ids of a demo event and of one of its tracks. */
  async find(code: string, track: string): Promise<{ event: number; track: number }> {
    const rows = await this.sql(
      `select e.id as event, t.id as track from event_event e join event_track l on l.event_id = e.id
         join music_track t on t.id = l.track_id where e.code = $1 and t.name = $2`, [code, track]);
    return rows[0];
  }

  vote(event: number, track: number, up = true) {
    return this.sql('insert into event_vote (event_id, track_id, is_positive) values ($1, $2, $3)', [event, track, up]);
  }
}

/** Opens a page and waits until it lives. */
export async function open(page: Page, url: string) {
  await page.goto(url);
  await expect(page.locator('html')).toHaveAttribute('data-live', '');
  await expect(page.locator('.status').first()).toHaveText('Live');
}

/** A server with the demo data on a private Postgres, as long as it is used. */
async function serve(use: (server: Server) => Promise<void>) {
  const directory = mkdtempSync(join(tmpdir(), 'partysense-e2e-'));
  chmodSync(directory, 0o711);
  const server = new Server(directory);
  try {
    await server.start();
    await server.run('demo');
    await use(server);
  } finally {
    await server.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}

type Complaints = { complaints: string[]; tolerate: (pattern: RegExp) => void; ownServer: Server };

export const test = base.extend<Complaints, { server: Server }>({
  server: [async ({}, use) => serve(use), { scope: 'worker' }],

  // For a test that leaves more behind than the others can overlook.
  ownServer: async ({ context }, use) => serve(async server => {
    await use(server);
    // A page that outlives its server complains.
    for (const page of context.pages()) await page.close();
  }),

  // Every page of every test: an error, a warning or an exception in its console fails the test.
  complaints: [async ({ context }, use) => {
    const complaints: string[] = [];
    context.on('console', message => {
      if (['error', 'warning'].includes(message.type())) complaints.push(`${message.type()}: ${message.text()}`);
    });
    context.on('weberror', error => complaints.push(`exception: ${error.error()}`));
    await use(complaints);
    expect(complaints).toEqual([]);
  }, { auto: true }],

  tolerate: async ({ complaints }, use) => {
    const patterns: RegExp[] = [];
    await use(pattern => patterns.push(pattern));
    const rest = complaints.filter(complaint => !patterns.some(pattern => pattern.test(complaint)));
    complaints.splice(0, complaints.length, ...rest);
  },
});

export { expect };
