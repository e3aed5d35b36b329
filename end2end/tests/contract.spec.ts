// The API against its own description: requests that a generator makes of it, valid and not, and what comes back.

import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { expect, test } from '../fixtures.ts';

const SCHEMATHESIS = resolve(import.meta.dirname, '../../target/python/bin/schemathesis');
const CONFIG = resolve(import.meta.dirname, '../schemathesis.toml');
const SECONDS = 40;

test('no request makes the API fail, and no answer is one that it does not describe', async ({ ownServer: server, request }) => {
  test.setTimeout((SECONDS + 60) * 1000);
  const api = `${server.url}/api`;
  const voter = await (await request.post(`${api}/voters`)).json();
  const event = await (await request.post(`${api}/events`, { data: { title: 'Contract', takes_suggestions: true } })).json();
  const env = { ...process.env, VOTER: voter.token, HOST_KEY: event.host_key, EVENT: String(event.id) };
  const run = spawn(SCHEMATHESIS, ['--config-file', CONFIG, '--no-color', 'run', `${api}/openapi.json`, '--max-time', String(SECONDS), '-n', '40',
    '--seed', process.env.SEED ?? '1'],
    { env, cwd: test.info().outputPath(), stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [run.stdout, run.stderr]) stream.on('data', text => { said += text; });
  const code = await new Promise((done, fail) => run.once('close', done).once('error', fail)).finally(() => run.kill());
  expect(code, said).toBe(0);
  // It got through the doors: who only ever asks in vain proves nothing.
  const [made] = await server.sql(
    `select (select count(*) from event_vote where voter_id is not null)::int as votes,
            (select count(*) from event_event where host_key_hash is not null)::int as events,
            (select count(*) from event_track where event_id = $1)::int as tracks`, [event.id]);
  expect(made.votes, said).toBeGreaterThan(0);
  expect(made.events, said).toBeGreaterThan(1);
  expect(made.tracks, said).toBeGreaterThan(0);
});
