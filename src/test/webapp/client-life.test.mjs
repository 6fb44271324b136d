import assert from 'node:assert/strict';
import {afterEach, beforeEach, describe, it, mock} from 'node:test';

import {connect} from '../../main/webapp/ringside.js';
import {FakeLocks, FakeSocket, frame, put, settle, snapshot} from './fakes.mjs';

const tick = async (millis) => {
  mock.timers.tick(millis);
  await settle();
};

let clients;

/** One tab, with the sockets that it has opened. */
async function start(options = {}) {
  const sockets = [];
  const client = connect({
    socket: 'ws://test/ws',
    token: () => 'token',
    open: () => {
      sockets.push(new FakeSocket());
      return sockets.at(-1);
    },
    random: () => 1,
    ...options,
  });
  clients.push(client);
  await settle();
  return {
    client,
    get socket() {
      return sockets.at(-1);
    },
    get dials() {
      return sockets.length;
    },
    async greet(first = snapshot(2, [put('a', 2)]), user = 'ada') {
      this.socket.opens();
      this.socket.welcomes(user);
      this.socket.says(first);
      await settle();
    },
  };
}

beforeEach(() => {
  mock.timers.enable({apis: ['setTimeout', 'setInterval', 'Date']});
  clients = [];
});

afterEach(() => {
  for (const client of clients) client.close();
  mock.timers.reset();
});

describe('a signal', () => {
  it('closes the client', async () => {
    const ends = new AbortController();
    const {client, socket} = await start({signal: ends.signal});
    ends.abort();
    assert.deepEqual([client.status, socket.closedWith], ['closed', 1000]);
  });

  it('that was given already lets it never begin', async () => {
    const {client, dials} = await start({signal: AbortSignal.abort()});
    assert.deepEqual([client.status, dials], ['closed', 0]);
  });

  it('takes a command back that was not sent', async () => {
    const tab = await start();
    const taken = new AbortController();
    const read = tab.client.read(['a'], {signal: taken.signal});
    const kept = tab.client.unread(['a']);
    taken.abort(new Error('changed my mind'));
    await assert.rejects(read, /changed my mind/);
    await tab.greet();
    assert.deepEqual(tab.socket.types, ['hello', 'unread']);
    tab.socket.says({type: 'ok', ref: '2'});
    await kept;
  });

  it('rejects a command that was sent, and it is not sent again', async () => {
    const tab = await start();
    await tab.greet();
    const taken = new AbortController();
    const read = tab.client.read(['a'], {signal: taken.signal});
    await settle();
    assert.deepEqual(tab.socket.types, ['hello', 'read']);
    taken.abort();
    await assert.rejects(read, {name: 'AbortError'});
    tab.socket.says({type: 'ok', ref: '1'});
    tab.socket.ends(1006);
    await tick(500);
    await tab.greet(frame(2, 2, []));
    assert.deepEqual(tab.socket.types, ['hello']);
  });

  it('means nothing any more to a command that was answered', async () => {
    const tab = await start();
    await tab.greet();
    const taken = new AbortController();
    const read = tab.client.read(['a'], {signal: taken.signal});
    await settle();
    tab.socket.says({type: 'ok', ref: '1'});
    await read;
    taken.abort();
    await read;
  });
});

describe('a hello that is not taken', () => {
  it('for its token is said again with another one', async () => {
    let given = 0;
    const tab = await start({token: () => `token-${++given}`});
    tab.socket.opens();
    tab.socket.says({type: 'error', problem: {type: '/problems/unauthenticated', status: 401}});
    tab.socket.ends(4401);
    assert.equal(tab.client.status, 'offline');
    await tick(500);
    tab.socket.opens();
    assert.equal(tab.socket.sent[0].token, 'token-2');
  });

  it('since nobody can tell whose the token is, is said again later', async () => {
    const tab = await start();
    tab.socket.opens();
    tab.socket.says({type: 'error', problem: {type: '/problems/unavailable', status: 503}});
    assert.equal(tab.client.status, 'offline');
    await tick(500);
    assert.equal(tab.dials, 2);
  });

  it('since nobody could be reached is said again later, also where only an error tells', async () => {
    const tab = await start();
    tab.socket.onerror({});
    assert.equal(tab.client.status, 'offline');
    await tick(500);
    assert.equal(tab.dials, 2);
  });

  it('by a proxy that closes the socket does not end the client', async () => {
    const tab = await start();
    tab.socket.opens();
    tab.socket.ends(1002);
    assert.equal(tab.client.status, 'offline');
  });
});

describe('a listener', () => {
  it('may send the client away while it connects', async () => {
    const tab = await start();
    tab.client.pause();
    tab.client.addEventListener('status', ({status}) => status === 'connecting' && tab.client.pause());
    tab.client.resume();
    await settle();
    assert.deepEqual([tab.client.status, tab.dials], ['paused', 1]);
  });
});

describe('a machine that has slept', () => {
  /** As clocks and timers go on after a sleep: the time is another one at once, and the timers have lost nothing. */
  const sleep = async (millis) => {
    mock.timers.setTime(Date.now() + millis);
    await settle();
  };

  it('asks at its next look whether anybody is still there', async () => {
    const tab = await start();
    await tab.greet();
    await tick(10_000);
    const {length} = tab.socket.sent;
    await sleep(3_600_000);
    await tick(10_000);
    assert.ok(tab.socket.types.slice(length).includes('ping'));
    await tick(5_000);
    assert.equal(tab.client.status, 'offline');
  });

  it('leaves it at that while somebody answers', async () => {
    const tab = await start();
    await tab.greet();
    for (let i = 0; i < 12; i++) {
      await tick(10_000);
      tab.socket.says({type: 'pong'});
    }
    assert.deepEqual(tab.socket.types, ['hello']);
  });
});

describe('the leader', () => {
  let before;
  let locks;

  beforeEach(() => {
    locks = new FakeLocks();
    before = Object.getOwnPropertyDescriptor(globalThis, 'navigator');
    Object.defineProperty(globalThis, 'navigator', {configurable: true, value: {locks}});
  });

  afterEach(() => {
    if (before) Object.defineProperty(globalThis, 'navigator', before);
    else delete globalThis.navigator;
  });

  const tabs = async (count, user) => {
    const all = [];
    for (let i = 0; i < count; i++) {
      const tab = await start();
      await tab.greet(snapshot(2, [put('a', 2)]), user);
      all.push(tab);
    }
    return all;
  };
  const leads = (all) => all.map(({client}) => client.leads);

  it('is one of all tabs, and another one once it goes', async () => {
    const all = await tabs(3);
    assert.deepEqual(leads(all), [true, false, false]);
    assert.deepEqual([...locks.names], ['ringside:ws://test/ws:ada']);
    let told = 0;
    all[1].client.addEventListener('lead', () => (told += 1));
    all[0].client.close();
    await settle();
    assert.deepEqual([leads(all), told], [[false, true, false], 1]);
  });

  it('stays one that only lost its connection', async () => {
    const all = await tabs(2);
    all[0].socket.ends(1006);
    await settle();
    assert.deepEqual(leads(all), [true, false]);
  });

  it('is handed on by a pause, and taken again only when it is free', async () => {
    const all = await tabs(2);
    all[0].client.pause();
    await settle();
    assert.deepEqual(leads(all), [false, true]);
    all[0].client.resume();
    await settle();
    await all[0].greet(frame(2, 2, []));
    assert.deepEqual(leads(all), [false, true]);
    all[1].socket.ends(4411);
    await settle();
    assert.deepEqual(leads(all), [true, false]);
  });

  it('that gives up before its turn came is passed over', async () => {
    const all = await tabs(3);
    all[1].client.close();
    all[0].client.close();
    await settle();
    assert.deepEqual(leads(all), [false, false, true]);
  });

  it('is another one where its page is left and kept, and it may come back', async () => {
    const listeners = new Map();
    globalThis.addEventListener = (type, listener) => listeners.set(type, [...(listeners.get(type) ?? []), listener]);
    const all = await tabs(2);
    delete globalThis.addEventListener;
    const fire = async (type, at) => {
      listeners.get(type)[at]({type});
      await settle();
    };
    await fire('pagehide', 0);
    assert.deepEqual(leads(all), [false, true]);
    await fire('pageshow', 0);
    assert.deepEqual(leads(all), [false, true]);
    await fire('pagehide', 1);
    assert.deepEqual(leads(all), [true, false]);
  });

  it('is another one for another user', async () => {
    const [ada] = await tabs(1);
    const [grace] = await tabs(1, 'grace');
    assert.deepEqual(leads([ada, grace]), [true, true]);
  });

  it('is everybody where there are no locks', async () => {
    Object.defineProperty(globalThis, 'navigator', {configurable: true, value: {}});
    assert.deepEqual(leads(await tabs(2)), [true, true]);
  });
});
