import assert from 'node:assert/strict';
import {afterEach, beforeEach, describe, it, mock} from 'node:test';

import {CommandError, Refusal, connect, list} from '../../main/webapp/ringside.js';
import {FakeSocket, put, settle} from './fakes.mjs';

/** The waits of the client are played by hand; `random` is 1, so that every wait is the longest possible one. */
const tick = async (millis) => {
  mock.timers.tick(millis);
  await settle();
};

let sockets;
let tokens;
let statuses;
let changes;
let client;

const last = () => sockets.at(-1);

async function start(options = {}) {
  client = connect({
    socket: 'ws://test/ws',
    token: async () => {
      tokens += 1;
      return `token-${tokens}`;
    },
    open: () => {
      sockets.push(new FakeSocket());
      return last();
    },
    random: () => 1,
    onStatus: ({status}) => statuses.push(status),
    onChange: (event) => changes.push(event),
    ...options,
  });
  await settle();
  return client;
}

beforeEach(() => {
  mock.timers.enable({apis: ['setTimeout', 'Date']});
  sockets = [];
  tokens = 0;
  statuses = [];
  changes = [];
});

afterEach(() => {
  client.close();
  mock.timers.reset();
});

describe('greeting', () => {
  it('asks for a snapshot at first, and is current with its first frame', async () => {
    await start({limit: 20, unreadOnly: true});
    last().onopen({});
    assert.deepEqual(last().sent, [{type: 'hello', token: 'token-1', limit: 20, unreadOnly: true}]);
    last().says({type: 'welcome', session: 's', user: 'ada', heartbeatSeconds: 25});
    assert.equal(client.status, 'connecting');
    last().says({type: 'inbox', epoch: 'e1', since: 0, revision: 2, unread: 1, reset: true, changes: [put('a', 2)]});
    assert.equal(client.status, 'current');
    assert.deepEqual(list(client.inbox).map(({id}) => id), ['a']);
    assert.equal(changes[0].first, true);
  });

  it('names its position when it comes back', async () => {
    await start();
    last().greets();
    last().ends(1006);
    await tick(500);
    last().onopen({});
    assert.deepEqual(last().sent[0], {type: 'hello', token: 'token-1', epoch: 'e1', revision: 2});
    last().says({type: 'welcome', session: 's', user: 'ada', heartbeatSeconds: 25});
    last().says({type: 'inbox', epoch: 'e1', since: 2, revision: 4, unread: 2, changes: [put('b', 4)]});
    assert.deepEqual([changes[1].first, changes[1].before.revision, client.inbox.revision], [true, 2, 4]);
  });

  it('is refused with the reason where the server does not take the greeting', async () => {
    let reason;
    await start({onStatus: (event) => (reason = event.reason)});
    last().onopen({});
    last().says({type: 'error', problem: {status: 422, detail: 'limit is above 100'}});
    assert.deepEqual([client.status, reason], ['refused', 'limit is above 100']);
  });

  it('gives up a server that never answers', async () => {
    await start();
    last().onopen({});
    await tick(15_000);
    assert.equal(client.status, 'offline');
    assert.equal(sockets[0].closedWith, 1000);
  });
});

describe('a frame that does not follow', () => {
  it('is not applied: the client connects again and names what it has', async () => {
    await start();
    last().greets();
    last().says({type: 'inbox', epoch: 'e1', since: 3, revision: 4, unread: 2, changes: [put('c', 4)]});
    assert.deepEqual([client.inbox.revision, client.inbox.rows.has('c'), client.status], [2, false, 'offline']);
    await tick(500);
    last().onopen({});
    assert.deepEqual([last().sent[0].epoch, last().sent[0].revision], ['e1', 2]);
  });

  it('makes the client ask for a snapshot when it happens twice in a row', async () => {
    await start();
    last().greets();
    for (const wait of [500, 1000]) {
      last().says({type: 'inbox', epoch: 'e1', since: 3, revision: 4, unread: 2, changes: []});
      await tick(wait);
      last().onopen({});
    }
    assert.deepEqual(last().sent[0], {type: 'hello', token: 'token-1'});
  });

  it('says nothing any more once its socket was given up', async () => {
    await start();
    const [first] = sockets;
    first.greets();
    client.pause();
    first.says({type: 'inbox', epoch: 'e1', since: 2, revision: 3, unread: 2, changes: [put('b', 3)]});
    first.ends(4410);
    assert.deepEqual([client.inbox.revision, client.status], [2, 'paused']);
  });
});

describe('coming back', () => {
  for (const code of [1001, 1006, 1012, 4413]) {
    it(`happens after ${code}`, async () => {
      await start();
      last().greets();
      last().ends(code);
      assert.equal(client.status, 'offline');
      await tick(500);
      assert.equal(sockets.length, 2);
    });
  }

  for (const code of [1000, 1009, 4400, 4403, 4408, 4409, 4410, 4411, 4429]) {
    it(`does not happen after ${code}`, async () => {
      await start();
      last().greets();
      last().ends(code);
      assert.equal(client.status, 'refused');
      await tick(60_000);
      assert.equal(sockets.length, 1);
    });
  }

  it('waits anywhere up to twice as long each time, and half a minute at most', async () => {
    const waits = [];
    await start({onStatus: ({retryAt}) => retryAt !== undefined && waits.push(retryAt - Date.now())});
    for (let i = 0; i < 9; i++) {
      last().ends(1006);
      await tick(30_000);
    }
    assert.deepEqual(waits, [500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000]);
  });

  it('spreads clients over the whole wait', async () => {
    await start({random: () => 0});
    last().ends(1006);
    await tick(0);
    assert.equal(sockets.length, 2);
  });

  it('starts with short waits again after a connection that lasted', async () => {
    await start();
    last().ends(1006);
    await tick(500);
    last().greets();
    await tick(10_000);
    last().ends(1006);
    await tick(500);
    assert.equal(sockets.length, 3);
  });

  it('keeps to the time that the server named', async () => {
    await start();
    last().greets();
    last().says({type: 'bye', reason: 'drain', retryAfterMillis: 1830});
    last().ends(1012);
    await tick(1829);
    assert.equal(sockets.length, 1);
    await tick(1);
    assert.equal(sockets.length, 2);
  });

  it('asks for a token again where none could be had', async () => {
    let tries = 0;
    await start({
      token: async () => {
        tries += 1;
        if (tries === 1) throw new Error('no network');
        return 'late';
      },
    });
    assert.deepEqual([client.status, sockets.length], ['offline', 0]);
    await tick(500);
    assert.equal(sockets.length, 1);
  });
});

describe('a token that is not accepted', () => {
  it('is renewed once, then the client stops', async () => {
    await start();
    last().onopen({});
    last().ends(4401);
    await tick(500);
    last().onopen({});
    assert.equal(last().sent[0].token, 'token-2');
    last().ends(4401);
    assert.deepEqual([client.status, tokens], ['refused', 2]);
  });

  it('is renewed again after a session that was current', async () => {
    await start();
    for (const wait of [500, 1000, 2000]) {
      last().greets();
      last().ends(4401);
      await tick(wait);
    }
    assert.deepEqual([client.status, tokens], ['connecting', 4]);
  });

  it('is not asked for again where the page says that there is none', async () => {
    await start({
      token: async () => {
        throw new Refusal('signed out');
      },
    });
    await tick(60_000);
    assert.deepEqual([client.status, sockets.length], ['refused', 0]);
  });
});

describe('heartbeat', () => {
  it('asks after a silence and stays while it is answered', async () => {
    await start();
    last().greets();
    for (let i = 0; i < 3; i++) {
      await tick(25_000);
      last().says({type: 'pong'});
    }
    assert.deepEqual(last().types, ['hello', 'ping', 'ping', 'ping']);
    assert.equal(client.status, 'current');
  });

  it('gives up a connection that does not answer', async () => {
    await start();
    last().greets();
    await tick(25_000);
    await tick(25_000);
    assert.deepEqual([client.status, sockets[0].closedWith], ['offline', 1000]);
  });

  it('does not ask while other messages arrive', async () => {
    await start();
    last().greets();
    for (let revision = 3; revision < 6; revision++) {
      await tick(24_000);
      last().says({type: 'inbox', epoch: 'e1', since: revision - 1, revision, unread: 1, changes: [put('b', revision)]});
    }
    assert.deepEqual(last().types, ['hello']);
  });
});

describe('waking up', () => {
  const listeners = new Map();

  beforeEach(() => {
    globalThis.addEventListener = (type, listener, {signal}) => {
      listeners.set(type, listener);
      signal.addEventListener('abort', () => listeners.delete(type));
    };
  });

  afterEach(() => {
    client.close();
    assert.equal(listeners.size, 0);
    delete globalThis.addEventListener;
  });

  const wake = async () => {
    listeners.get('online')({type: 'online'});
    await settle();
  };

  it('cuts a wait short', async () => {
    await start();
    last().ends(1006);
    await wake();
    assert.equal(sockets.length, 2);
    await tick(60_000);
  });

  it('does not cut short the wait that the server named', async () => {
    await start();
    last().greets();
    last().says({type: 'bye', reason: 'drain', retryAfterMillis: 1830});
    last().ends(1012);
    await wake();
    assert.equal(sockets.length, 1);
  });

  it('tries whether the connection is still alive', async () => {
    await start();
    last().greets();
    await wake();
    assert.deepEqual(last().types, ['hello', 'ping']);
    await tick(5_000);
    assert.equal(client.status, 'offline');
  });
});

describe('commands', () => {
  it('resolve with ok and reject with the problem', async () => {
    await start();
    last().greets();
    const read = client.read(['a']);
    const gone = client.delete(['x']);
    assert.deepEqual(last().sent.slice(1), [
      {type: 'read', ids: ['a'], ref: '1'},
      {type: 'delete', ids: ['x'], ref: '2'},
    ]);
    last().says({type: 'error', ref: '2', problem: {status: 404, detail: 'There is no notification x.'}});
    last().says({type: 'ok', ref: '1'});
    await read;
    await assert.rejects(gone, (error) => error instanceof CommandError && error.problem.status === 404);
  });

  it('name the history that "all" is meant of', async () => {
    await start();
    last().greets();
    client.readThrough().catch(() => {});
    assert.deepEqual(last().sent[1], {type: 'read', through: 2, epoch: 'e1', ref: '1'});
  });

  it('wait while offline and go out in their order', async () => {
    await start();
    last().greets();
    client.pause();
    const first = client.read(['a']);
    client.unread(['a']).catch(() => {});
    client.resume();
    await settle();
    last().greets({reset: undefined, since: 2, changes: []});
    assert.deepEqual(last().types, ['hello', 'read', 'unread']);
    last().says({type: 'ok', ref: '1'});
    await first;
  });

  it('are sent again where the connection was lost before the answer', async () => {
    await start();
    last().greets();
    const read = client.read(['a']);
    last().ends(1006);
    await tick(500);
    last().greets({reset: undefined, since: 2, changes: []});
    assert.deepEqual(last().sent[1], {type: 'read', ids: ['a'], ref: '1'});
    last().says({type: 'ok', ref: '1'});
    await read;
  });

  it('are rejected when the client is closed or refused', async () => {
    await start();
    last().greets();
    const pending = client.read(['a']);
    last().ends(4410, 'the user was erased');
    await assert.rejects(pending, /erased/);
    await assert.rejects(client.read(['a']), /refused/);
  });
});

describe('older rows', () => {
  const page = (revision, id) => ({
    epoch: 'e1', revision, notifications: [{id, revision: 1, rang: 1, title: id}], more: false,
  });

  afterEach(() => mock.restoreAll());

  it('are asked for below what is here, and again where the answer lies behind', async () => {
    const answers = [page(1, 'stale'), page(2, 'z')];
    const asked = mock.method(globalThis, 'fetch', async () => Response.json(answers.shift()));
    await start({api: 'http://test/api'});
    last().greets({more: true});
    await client.older(10);
    assert.deepEqual(list(client.inbox).map(({id}) => id), ['a', 'z']);
    assert.equal(client.inbox.more, false);
    const [url, {headers}] = asked.mock.calls[1].arguments;
    assert.equal(url, 'http://test/api/users/me/notifications?before=2&limit=10');
    assert.equal(headers.authorization, 'Bearer token-1');
    await client.older(10);
    assert.equal(asked.mock.callCount(), 2);
  });

  it('are asked for with a new token where the old one has expired', async () => {
    const answers = [Response.json({status: 401}, {status: 401}), Response.json(page(2, 'z'))];
    mock.method(globalThis, 'fetch', async () => answers.shift());
    await start({api: 'http://test/api'});
    last().greets({more: true});
    await client.older();
    assert.equal(tokens, 2);
  });
});

describe('watching', () => {
  it('shows every message, but no token', async () => {
    await start();
    const seen = [];
    client.addEventListener('frame', ({direction, message}) => seen.push([direction, message]));
    last().greets();
    assert.deepEqual(seen.map(([direction, {type}]) => [direction, type]), [
      ['sent', 'hello'], ['received', 'welcome'], ['received', 'inbox'],
    ]);
    assert.ok(!JSON.stringify(seen).includes('token-1'));
  });

  it('tells each state once it is reached', async () => {
    await start();
    last().greets();
    client.pause();
    client.close();
    assert.deepEqual(statuses, ['connecting', 'current', 'paused', 'closed']);
  });
});
