// Who follows one event's votes through a proxy and comes back whenever a connection ends, each as its protocol says. What each
// saw is for the test to judge.

import { get } from 'node:https';
import type { ClientRequest } from 'node:http';
import { createInterface } from 'node:readline';
import WebSocket from 'ws';
import type { Proxy } from './proxies.ts';

/** Between two connections, in milliseconds. */
const AGAIN = 20;

/** One follower, over all its connections. */
export abstract class Follower {
  /** The rows it was told of, in order of arrival. */
  readonly ids: number[] = [];
  /** What no follower may be told. */
  readonly failures: string[] = [];
  connections = 0;
  protected position = '';
  protected over = false;
  private begun!: () => void;
  /** Resolved when the first connection has said where it begins. */
  readonly ready = new Promise<void>(done => { this.begun = done; });

  constructor(protected readonly proxy: Proxy, protected readonly event: number) {}

  /** Connects, until it is stopped. */
  start(): this {
    this.connect();
    return this;
  }

  protected abstract connect(): void;
  abstract stop(): void;

  /** One message: an opening, or a vote. */
  protected hear(text: string) {
    const said = JSON.parse(text);
    if (typeof said.position !== 'string') {
      // Whoever comes while a server stops is sent on, and comes again.
      if (said.error?.code !== 'unavailable') this.failures.push(text);
      return;
    }
    if ('up' in said) {
      this.ids.push(said.id);
    } else {
      if (this.position && !said.recovered) this.failures.push(`not recovered: ${text}`);
      this.connections += 1;
      this.begun();
    }
    this.position = said.position;
  }

  protected again() {
    if (!this.over) setTimeout(() => this.over || this.connect(), AGAIN);
  }
}

/** By WebSocket, with `since`. */
export class PlainFollower extends Follower {
  private socket!: WebSocket;

  constructor(proxy: Proxy, event: number, private readonly path = '/live') {
    super(proxy, event);
  }

  protected connect() {
    this.socket = new WebSocket(`${this.proxy.url.replace('https', 'wss')}${this.path}`, this.proxy.trusted);
    this.socket.on('open', () => this.socket.send(JSON.stringify({ event: this.event, since: this.position })));
    this.socket.on('message', data => this.hear(String(data)));
    this.socket.on('error', () => {});
    this.socket.on('close', () => this.again());
  }

  stop() {
    this.over = true;
    this.socket.terminate();
  }
}

/** By server-sent events, with `Last-Event-ID`. */
export class SseFollower extends Follower {
  private request!: ClientRequest;

  protected connect() {
    const headers = { accept: 'text/event-stream', ...(this.position && { 'last-event-id': this.position }) };
    const path = `${this.proxy.url}/live/sse?event=${this.event}`;
    this.request = get(path, { ...this.proxy.trusted, headers, agent: false }, response => {
      if (response.statusCode !== 200) {
        // An EventSource would give up here for good (HTML standard, 9.2.3).
        this.failures.push(`status ${response.statusCode}`);
        response.resume();
        return;
      }
      this.read(createInterface({ input: response }));
      response.on('error', () => {});
    });
    this.request.on('error', () => {});
    this.request.on('close', () => this.again());
  }

  /** An event is lines up to an empty one; the opening and each vote have an id (HTML standard, 9.2.6). */
  private read(lines: ReturnType<typeof createInterface>) {
    let fields: Record<string, string> = {};
    lines.on('line', line => {
      const [, name, value] = line.match(/^(\w+): (.*)$/) ?? [];
      if (name) fields[name] = value;
      if (line !== '') return;
      if (fields.id) this.hear(JSON.stringify({ ...JSON.parse(fields.data || '{}'), position: fields.id }));
      fields = {};
    });
    lines.on('error', () => {});
  }

  stop() {
    this.over = true;
    this.request.destroy();
  }
}
