// nginx and Caddy with the configurations that are handed out, each in a folder and on ports of its own, and a certificate of
// an authority that exists as long as a test.

import { execFileSync, spawn } from 'node:child_process';
import { createHash, X509Certificate } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { request as send, type RequestOptions } from 'node:https';
import { connect, createServer, type AddressInfo } from 'node:net';
import { userInfo } from 'node:os';
import { join, resolve } from 'node:path';
import type { IncomingHttpHeaders } from 'node:http';

const DEPLOY = resolve(import.meta.dirname, '../server/deploy');
/** How long a proxy may take to listen, in milliseconds: far longer than it does. */
const START = 20_000;

/** A certificate for localhost, and who signed it. */
export class Certificate {
  readonly key: string;
  readonly chain: string;
  readonly authority: string;

  constructor(directory: string) {
    mkdirSync(directory, { recursive: true });
    const file = (name: string) => join(directory, name);
    const openssl = (...args: string[]) => execFileSync('openssl', args, { stdio: 'pipe' });
    const fresh = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
    [this.key, this.chain] = [file('key.pem'), file('chain.pem')];
    openssl('req', '-x509', ...fresh, '-keyout', file('ca.key'), '-out', file('ca.pem'), '-days', '2', '-subj', '/CN=test authority',
      '-addext', 'keyUsage=critical,keyCertSign');
    openssl('req', ...fresh, '-keyout', this.key, '-out', file('request.pem'), '-subj', '/CN=localhost');
    writeFileSync(file('extensions'), 'subjectAltName=DNS:localhost\nbasicConstraints=CA:FALSE\n');
    openssl('x509', '-req', '-in', file('request.pem'), '-CA', file('ca.pem'), '-CAkey', file('ca.key'), '-CAcreateserial', '-days', '2',
      '-extfile', file('extensions'), '-out', this.chain);
    this.authority = readFileSync(file('ca.pem'), 'utf8');
  }

  /** What makes Chromium trust this key, and no other that it does not know. */
  get trust() {
    const key = new X509Certificate(readFileSync(this.chain)).publicKey.export({ type: 'spki', format: 'der' });
    return `--ignore-certificate-errors-spki-list=${createHash('sha256').update(key).digest('base64')}`;
  }
}

export type Answer = { status: number; headers: IncomingHttpHeaders; text: string };

/** A proxy that runs, in front of two servers. */
export class Proxy {
  private constructor(
    readonly url: string, readonly httpUrl: string, readonly certificate: Certificate, private readonly directory: string,
    readonly stop: () => Promise<void>,
  ) {}

  /** nginx with `nginx.conf`, as a distribution's own file includes it. */
  static async nginx(directory: string, certificate: Certificate, servers: [string, string]) {
    const [http, https] = [await freePort(), await freePort()];
    write(join(directory, 'site.conf'), readFileSync(join(DEPLOY, 'nginx.conf'), 'utf8'), [
      // Not every machine has IPv6.
      ['listen [::]:80;', ''], ['listen [::]:443 ssl http2;', ''],
      ['listen 80;', `listen 127.0.0.1:${http};`], ['listen 443 ssl', `listen 127.0.0.1:${https} ssl`], ['vote.example;', 'localhost;'],
      ['/etc/letsencrypt/live/vote.example/fullchain.pem', certificate.chain],
      ['/etc/letsencrypt/live/vote.example/privkey.pem', certificate.key], ['/var/log/nginx', directory], ...upstreams(servers),
    ]);
    const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(use => `${use}_temp_path ${directory}/temporary;`);
    // Its workers would be nobody, who can't enter here.
    const user = process.getuid?.() === 0 ? `user ${userInfo().username};` : '';
    writeFileSync(join(directory, 'nginx.conf'), `${user} daemon off; pid ${directory}/pid; error_log ${directory}/error.log info;
      events { worker_connections 1024; } http { ${temporary.join(' ')} include site.conf; }`);
    const args = ['-p', directory, '-c', 'nginx.conf', '-e', join(directory, 'error.log')];
    return Proxy.start('nginx', args, directory, certificate, [http, https]);
  }

  /** Caddy with `Caddyfile`. */
  static async caddy(directory: string, certificate: Certificate, servers: [string, string]) {
    const [http, https] = [await freePort(), await freePort()];
    const own = `admin off\n\tskip_install_trust\n\tdefault_bind 127.0.0.1\n\thttp_port ${http}\n\thttps_port ${https}`;
    write(join(directory, 'Caddyfile'), readFileSync(join(DEPLOY, 'Caddyfile'), 'utf8'), [
      ['\n{\n', `\n{\n\t${own}\n`], ['\nvote.example {\n', `\nhttps://localhost:${https} {\n\ttls ${certificate.chain} ${certificate.key}\n`],
      ['/var/log/caddy', directory], ...upstreams(servers),
    ]);
    return Proxy.start('caddy', ['run', '--config', join(directory, 'Caddyfile')], directory, certificate, [http, https]);
  }

  private static async start(program: string, args: string[], directory: string, certificate: Certificate, [http, https]: number[]) {
    const env = { ...process.env, HOME: directory, XDG_DATA_HOME: directory, XDG_CONFIG_HOME: directory, PATH: `${process.env.PATH}:/usr/sbin` };
    const child = spawn(program, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', chunk => { writeFileSync(join(directory, 'said'), said += chunk); });
    const ended = new Promise<void>((done, failed) => { child.once('exit', () => done()); child.once('error', failed); });
    const failed = ended.then(() => { throw new Error(`${program} ended: ${said}`); });
    await Promise.race([listens(https), failed]);
    // From here on its end is wanted.
    failed.catch(() => {});
    const stop = async () => {
      child.kill();
      // One that does not end must not keep the tests' folder.
      const late = setTimeout(() => child.kill('SIGKILL'), 15_000);
      await ended;
      clearTimeout(late);
    };
    return new Proxy(`https://localhost:${https}`, `http://localhost:${http}`, certificate, directory, stop);
  }

  /** What Node's clients need to trust it. */
  get trusted() {
    return { ca: this.certificate.authority };
  }

  /** Asks it over HTTP/1.1. */
  ask(path: string, options: RequestOptions = {}, body?: string): Promise<Answer> {
    return new Promise((done, failed) => {
      const request = send(this.url + path, { ...this.trusted, ...options }, response => {
        let text = '';
        response.setEncoding('utf8').on('data', chunk => { text += chunk; });
        response.on('end', () => done({ status: response.statusCode!, headers: response.headers, text })).on('error', failed);
      });
      request.on('error', failed).end(body);
    });
  }

  /** Everything that it wrote: logs, and what it said. */
  get written() {
    return readdirSync(this.directory).filter(name => /log$|^said$/.test(name)).map(name => readFileSync(join(this.directory, name), 'utf8')).join('\n');
  }
}

const upstreams = (servers: [string, string]): [string, string][] =>
  servers.map((server, nth) => [`127.0.0.1:300${nth}`, new URL(server).host]);

/** A configuration with other values, each of which must have been there. */
function write(path: string, text: string, values: [string, string][]) {
  mkdirSync(resolve(path, '..'), { recursive: true });
  for (const [before, after] of values) {
    if (!text.includes(before)) throw new Error(`${before} is not in ${path}`);
    text = text.replaceAll(before, after);
  }
  writeFileSync(path, text);
}

export async function freePort() {
  const server = createServer();
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  await new Promise(done => server.close(done));
  return port;
}

async function listens(port: number) {
  for (const end = Date.now() + START; Date.now() < end;) {
    const socket = connect(port, '127.0.0.1');
    const there = await new Promise(done => socket.once('connect', () => done(true)).once('error', () => done(false)));
    socket.destroy();
    if (there) return;
    await new Promise(done => setTimeout(done, 20));
  }
  throw new Error(`nobody listens on ${port}`);
}
