/**
 * The client under plain Node against a real server: started by NodeClientTest with where the server is, and the application's
 * key. Says what it has done, a line each, and ends with 1 at the first thing that is not as it should be.
 */
import assert from 'node:assert/strict';
import {once} from 'node:events';
import {createServer} from 'node:net';

import {CommandError, connect, list} from '../../../main/webapp/ringside.js';

const {SERVER: server, SOCKET: socket, KEY: key} = process.env;
const LIMIT_MILLIS = 40_000;
/** A port at which nobody listens: what a network that blocks sockets looks like. */
const NOWHERE = `ws://127.0.0.1:${await freePort()}/ws`;

const hasSockets = typeof WebSocket === 'function';

async function freePort() {
  const listener = createServer().listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const {port} = listener.address();
  listener.close();
  return port;
}

async function asApplication(path, body) {
  const answer = await fetch(`${server}/api/${path}`, {
    method: 'POST',
    headers: {authorization: `Bearer ${key}`, 'content-type': 'application/json'},
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${path} was answered by ${answer.status}: ${await answer.text()}`);
  return answer.json();
}

const publish = (user, title) => asApplication(`users/${user}/notifications`, {title});
const tokenOf = (user) => async () => (await asApplication(`users/${user}/tokens`, {})).token;
const titles = (client) => list(client.inbox).map(({title}) => title);

/** Waits until something is so, which is looked at whenever the client tells of anything. */
function until(client, what, isSo) {
  return new Promise((resolve, reject) => {
    const looks = new AbortController();
    const timer = setTimeout(() => {
      looks.abort();
      reject(new Error(`${what}: not within ${LIMIT_MILLIS} ms; ${client.status} by ${client.transport}, has ${titles(client)}`));
    }, LIMIT_MILLIS);
    const look = () => {
      if (!isSo()) return;
      looks.abort();
      clearTimeout(timer);
      resolve();
    };
    for (const type of ['change', 'status']) client.addEventListener(type, look, {signal: looks.signal});
    look();
  });
}

const current = (client, transport) =>
  until(client, `current by ${transport}`, () => client.status === 'current' && client.transport === transport);

/** What anybody does with an inbox, by whatever carries it. */
async function live(user, transport, options) {
  const client = connect({server, token: tokenOf(user), random: () => 0, ...options});
  try {
    await publish(user, 'first');
    await until(client, 'first', () => titles(client).includes('first'));
    await current(client, transport);
    await publish(user, 'second');
    await until(client, 'second', () => titles(client)[0] === 'second');
    assert.equal(client.inbox.unread, 2);
    assert.equal(client.user, user);
    assert.equal(client.leads, true);
    const [second, first] = list(client.inbox);
    await Promise.all([client.read([first.id]), client.delete([second.id])]);
    await until(client, 'read and deleted', () => client.inbox.unread === 0 && titles(client).join() === 'first');
    await assert.rejects(client.read(['x'.repeat(20)], {signal: AbortSignal.abort()}), {name: 'AbortError'});
    await assert.rejects(client.read(new Array(1001).fill(first.id)), (error) => error instanceof CommandError);
    await away(client, user);
    assert.equal(client.transport, transport);
  } finally {
    client.close();
  }
  console.log(`${transport}: a snapshot, what came, what was done, what was missed`);
}

/** Stays away while things happen, and comes back to what it missed, each once, without a snapshot. */
async function away(client, user) {
  client.pause();
  const waiting = client.unread([list(client.inbox)[0].id]);
  const before = client.inbox.revision;
  for (const title of ['third', 'fourth']) await publish(user, title);
  const frames = [];
  const listener = ({frame}) => frames.push(frame);
  client.addEventListener('change', listener);
  client.resume();
  await waiting;
  await until(client, 'what was missed', () => titles(client).join() === 'fourth,third,first' && client.inbox.unread === 3);
  client.removeEventListener('change', listener);
  assert.equal(frames[0].since, before);
  assert.ok(frames.every(({reset}) => !reset));
}

/** A token that the server does not take is asked for anew, once. */
async function renewal(user, options) {
  const given = [];
  const client = connect({
    server,
    random: () => 0,
    token: async () => {
      given.push(given.length ? await tokenOf(user)() : 'not.a.token');
      return given.at(-1);
    },
    ...options,
  });
  await until(client, 'current', () => client.status === 'current');
  assert.equal(given.length, 2);
  client.close();
  const refused = connect({server, random: () => 0, token: () => 'not.a.token', ...options});
  await until(refused, 'refused', () => refused.status === 'refused');
  refused.close();
  console.log(`${options.transports}: a new token for one that was not taken, and no third one`);
}

/** Sockets are blocked, and then not any more: it falls back, and returns without anybody's help. */
async function fallback(user) {
  let blocked = true;
  const client = connect({
    server,
    token: tokenOf(user),
    random: () => 0,
    open: (address) => new WebSocket(blocked ? NOWHERE : address, 'ringside.v1'),
  });
  await current(client, 'events');
  const before = client.inbox;
  blocked = false;
  await publish(user, 'meanwhile');
  await current(client, 'socket');
  await until(client, 'meanwhile', () => titles(client)[0] === 'meanwhile');
  assert.equal(client.inbox.epoch === before.epoch || before.epoch === '-', true);
  client.close();
  console.log('events, then socket: fell back, and returned');
}

if (hasSockets) {
  await live('node-socket', 'socket', {});
  await live('node-named', 'socket', {socket});
  await live('node-blocked', 'events', {socket: NOWHERE});
  await renewal('node-renewed-socket', {transports: ['socket']});
  await fallback('node-fallback');
} else {
  await live('node-without', 'events', {});
}
const failing = {
  open: () => {
    throw new Error('no sockets here');
  },
};
await live('node-failing', 'events', failing);
await live('node-poll', 'poll', {transports: ['poll']});
await renewal('node-renewed-events', {transports: ['events']});
await renewal('node-renewed-poll', {transports: ['poll']});
console.log(`done under Node ${process.versions.node}, ${hasSockets ? 'with' : 'without'} sockets`);
