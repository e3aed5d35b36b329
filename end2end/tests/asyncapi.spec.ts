// The description of the streams: a valid document, and what the server really says is what it describes.

import { Parser } from '@asyncapi/parser';
import { Ajv, type ValidateFunction } from 'ajv';
import { once } from 'node:events';
import { io } from 'socket.io-client';
import WebSocket from 'ws';
import { expect, test, type Server } from '../fixtures.ts';

type Described = { document: any; validator: (message: string) => ValidateFunction };

/** The document as the server hands it out, and for each of its messages what tells whether a payload is one. */
async function described(server: Server): Promise<Described> {
  const answer = await fetch(`${server.url}/api/asyncapi.json`);
  expect(answer.headers.get('access-control-allow-origin')).toBe('*');
  expect(answer.headers.get('content-type')).toContain('asyncapi+json');
  const document = await answer.json();
  const ajv = new Ajv({ strict: false, formats: { uuid: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/ } });
  ajv.addSchema({ $id: 'streams', ...document });
  const validator = (message: string) => ajv.compile({ $ref: `streams#/components/messages/${message}/payload` });
  return { document, validator };
}

/** What comes over a plain socket that says `request`, as long as it is open. */
async function* heard(address: string, request: string | Buffer) {
  const socket = new WebSocket(address);
  const messages: unknown[] = [];
  let tell = () => {};
  socket.on('message', data => { messages.push(JSON.parse(data.toString())); tell(); });
  await once(socket, 'open');
  socket.send(request);
  try {
    while (true) {
      while (messages.length === 0) await new Promise<void>(done => tell = done);
      yield messages.shift();
    }
  } finally {
    socket.terminate();
  }
}

async function next(messages: AsyncGenerator<unknown>): Promise<any> {
  return (await messages.next()).value;
}

/** The first message, and no more. */
async function first(address: string, request: string | Buffer) {
  for await (const message of heard(address, request)) return message as any;
}

test('the document is valid, to the letter of AsyncAPI 3', async ({ server }) => {
  const { document: served } = await described(server);
  const { document, diagnostics } = await new Parser().parse(JSON.stringify(served));
  // From warnings up.
  expect(diagnostics.filter(({ severity }) => severity <= 1)).toEqual([]);
  expect(document!.version()).toBe('3.0.0');
  expect(document!.info().version()).toMatch(/^[1-9]|^0\.[1-9]/);
  expect(document!.channels().all().map(channel => channel.id()).sort()).toEqual(['events', 'native', 'plain', 'socketio']);
  const broken = { ...served, operations: { nobody: { action: 'shout', channel: { $ref: '#/channels/nowhere' } } } };
  const complaints = (await new Parser().parse(JSON.stringify(broken))).diagnostics;
  expect(complaints.some(({ severity }) => severity === 0), 'a validator that finds mistakes').toBe(true);
});

test('every example is what it is an example of', async ({ server }) => {
  const { document, validator } = await described(server);
  for (const [name, message] of Object.entries<any>(document.components.messages)) {
    const validate = validator(name);
    expect(message.examples.length, name).toBeGreaterThan(0);
    for (const { payload } of message.examples) expect(validate(payload) || validate.errors, `${name}: ${JSON.stringify(payload)}`).toBe(true);
  }
});

test('plain messages are as described', async ({ server }) => {
  const { validator } = await described(server);
  const [opening, vote, failure] = ['opening', 'vote', 'failure'].map(validator);
  const { event, track } = await server.find('WDDNGX', '</script><em>Close the Tag</em>');
  for (const request of [{ event: 'ALL', since: '' }, { event, since: '' }]) {
    const messages = heard(server.plainUrl, JSON.stringify(request));
    const begun = await next(messages);
    expect(opening(begun) || opening.errors, JSON.stringify(begun)).toBe(true);
    expect(begun.tallies.length).toBeGreaterThan(0);
    await server.vote(event, track);
    const told = await next(messages);
    expect(vote(told) || vote.errors, JSON.stringify(told)).toBe(true);
    expect('eid' in told).toBe(request.event === 'ALL');
    await messages.return(undefined);
    const again = heard(server.plainUrl, JSON.stringify({ ...request, since: begun.position }));
    const recovered = await next(again);
    expect(opening(recovered) || opening.errors, JSON.stringify(recovered)).toBe(true);
    const missed = await next(again);
    expect(vote(missed) || vote.errors, JSON.stringify(missed)).toBe(true);
    // There are several ways to say a position.
    expect(missed).toEqual({ ...told, position: expect.any(String) });
    await again.return(undefined);
  }
  const refused = await first(server.plainUrl, JSON.stringify({ event, since: '0-3' }));
  expect(opening(refused) || opening.errors, JSON.stringify(refused)).toBe(true);
  expect(refused.reason).toBe('other-history');
  for (const mistake of ['hello', '{"event":99999}', Buffer.from('{"event":1}'), `{"event":1,"pad":"${'x'.repeat(70_000)}"}`]) {
    const answer = await first(server.plainUrl, mistake);
    expect(failure(answer) || failure.errors, JSON.stringify(answer)).toBe(true);
  }
  // A schema that takes anything would show nothing.
  for (const validate of [opening, vote, failure]) expect(validate({ event: 1 })).toBe(false);
});

test('server-sent events are as described', async ({ server }) => {
  const { validator } = await described(server);
  const [opening, vote, failure] = ['opening', 'vote', 'failure'].map(validator);
  const { event, track } = await server.find('FRDNGT', '"Heroes"');
  const answer = await fetch(`${server.url}/live/sse?event=${event}`);
  const reader = answer.body!.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  const data = async (nth: number) => {
    while (text.split('\n\n').length < nth + 2) text += (await reader.read()).value;
    return JSON.parse(text.split('\n\n')[nth].match(/^data: (.*)$/m)![1]);
  };
  const begun = await data(0);
  expect(opening(begun) || opening.errors, JSON.stringify(begun)).toBe(true);
  await server.vote(event, track);
  const told = await data(1);
  expect(vote(told) || vote.errors, JSON.stringify(told)).toBe(true);
  await reader.cancel();
  const refused = await (await fetch(`${server.url}/live/sse?event=99999`)).json();
  expect(failure(refused) || failure.errors, JSON.stringify(refused)).toBe(true);
});

test('what Socket.IO carries is as described', async ({ server }) => {
  const { validator } = await described(server);
  const validate = (message: string, payload: unknown) => {
    const is = validator(message);
    expect(is(payload) || is.errors, `${message}: ${JSON.stringify(payload)}`).toBe(true);
  };
  const { event, track } = await server.find('FRDNGT', '"Heroes"');
  const { token } = await (await fetch(`${server.url}/api/voters`, { method: 'POST' })).json();
  const socket = io(server.url, { auth: { token }, forceNew: true });
  const told = (name: string) => new Promise<any>(done => socket.once(name, done));
  const asked = (name: string, payload: unknown) => socket.timeout(10_000).emitWithAck(name, payload);
  try {
    validate('connected', await told('connected'));
    validate('begun', await asked('ready for data', {}));
    const [update, vote] = [told('update'), told('vote')];
    await server.sql('insert into realtime (title) values (null)');
    validate('update', await update);
    validate('opening', await asked('subscribe', { event, since: '' }));
    validate('receipt', await asked('vote', { event, track, up: true }));
    validate('vote', await vote);
    validate('ownVotes', await asked('own', { event }));
    validate('failure', await asked('vote', { event: 99999, track, up: true }));
    validate('failure', await asked('subscribe', { event: 99999 }));
    const mistake = told('error');
    socket.emit('vote', { event, track });
    validate('error', await mistake);
  } finally {
    socket.disconnect();
  }
});
