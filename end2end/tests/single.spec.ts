// The program alone in an empty folder, with nothing of this checkout and nothing of an environment: as a stranger starts it.

import { spawn } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, open, PROGRAM, Server, test } from '../fixtures.ts';

test('one file is all that it takes: pages, styles and scripts are in it', async ({ page, request }) => {
  const directory = mkdtempSync(join(tmpdir(), 'partysense-single-'));
  chmodSync(directory, 0o711);
  const [folder, data] = [join(directory, 'folder'), join(directory, 'data')];
  mkdirSync(folder);
  const program = join(folder, 'partysense');
  copyFileSync(PROGRAM, program);
  chmodSync(program, 0o755);
  const database = new Server(data);
  // Where the machine has no Postgres of its own, the one that the tests have.
  const postgres = process.env.PARTYSENSE_PG_BIN ? ['--pg-bin', process.env.PARTYSENSE_PG_BIN] : [];
  const child = spawn('./partysense', ['--data-dir', data, '--listen', '127.0.0.1:0', ...postgres],
    { cwd: folder, env: {}, stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise(done => child.once('exit', done));
  try {
    let url = '';
    for await (const line of createInterface({ input: child.stdout })) {
      url = line.match(/serves (http:\S+)/)?.[1] ?? '';
      if (url) break;
    }
    await database.run('demo');
    const { event, track } = await database.find('FRDNGT', 'Blue Monday');
    const loaded = new Set<string>();
    page.on('response', response => {
      const kind = response.url().match(/\/pkg\/.*\.(wasm|js|css|woff2)$/)?.[1];
      if (!kind) return;
      loaded.add(kind);
      expect(response.headers()['cache-control']).toBe('public, max-age=31536000, immutable');
      expect(response.headers()['content-encoding']).toBe(kind === 'woff2' ? undefined : 'br');
    });
    await open(page, `${url}/events/${event}`);
    await page.locator(`#track-${track} button.up`).click();
    await expect(page.locator(`#track-${track} .up .count`)).toHaveText('1');
    await expect.poll(() => [...loaded].sort()).toEqual(['css', 'js', 'wasm', 'woff2']);
    for (const [path, kind] of [
      ['/sw.js', 'text/javascript'], ['/manifest.webmanifest', 'application/manifest+json'], ['/favicon.svg', 'image/svg+xml'], ['/icon-192.png', 'image/png'],
    ]) {
      const whole = await request.get(url + path);
      expect([whole.status(), whole.headers()['content-type']]).toEqual([200, kind]);
      const known = await request.get(url + path, { headers: { 'if-none-match': whole.headers().etag } });
      expect([known.status(), (await known.body()).length]).toEqual([304, 0]);
    }
    expect((await request.get(`${url}/pkg/nothing.js`)).status()).toBe(404);
    expect((await request.post(`${url}/favicon.svg`)).status()).toBe(405);
    expect(readdirSync(folder)).toEqual(['partysense']);
    // A page that outlives its server complains.
    await page.close();
  } finally {
    child.kill();
    expect(await ended).toBe(0);
    rmSync(directory, { recursive: true, force: true });
  }
});
