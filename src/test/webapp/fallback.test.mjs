import assert from 'node:assert/strict';
import {afterEach, beforeEach, describe, it, mock} from 'node:test';

import {CommandError, Refusal, connect, list} from '../../main/webapp/ringside.js';
import {FakeHttp, FakeSocket, frame, put, settle, snapshot} from './fakes.mjs';

const tick = async (millis) => {
  mock.timers.tick(millis);
  await settle();
};

let http;
let sockets;
let tokens;
let statuses;
let client;

const socket = () => sockets.at(-1);
const call = () => http.last;
const ids = () => list(client.inbox).map(({id}) => id);

async function start(options = {}) {
  client = connect({
    server: 'http://test/',
    socket: 'ws://test/ws',
    token: async () => `token-${++tokens}`,
    open: () => {
      sockets.push(new FakeSocket());
      return socket();
    },
    random: () => 1,
    onStatus: ({status}) => statuses.push(status),
    ...options,
  });
  await settle();
  return client;
}

/** Two sockets that come to nothing, and the call for events that follows. */
async function startWithoutSockets(options) {
  await start(options);
  socket().ends(1006);
  await tick(500);
  socket().ends(1006);
  await tick(1000);
}

async function startWithEvents(options) {
  await start({transports: ['events', 'poll'], ...options});
  call().streams();
  call().text(':\n\n');
  call().says(snapshot(2, [put('a', 2)]));
  await settle();
}

async function startWithPoll(options) {
  await start({transports: ['poll'], ...options});
  call().answers(snapshot(2, [put('a', 2)]));
  await settle();
}

beforeEach(() => {
  mock.timers.enable({apis: ['setTimeout', 'setInterval', 'Date']});
  http = new FakeHttp();
  mock.method(globalThis, 'fetch', http.fetch);
  sockets = [];
  tokens = 0;
  statuses = [];
});

afterEach(() => {
  client.close();
  mock.restoreAll();
  mock.timers.reset();
});

describe('where the socket is', () => {
  it('is asked of the server at each dial', async () => {
    const opened = [];
    await start({socket: undefined, open: (address) => {
      opened.push(address);
      sockets.push(new FakeSocket());
      return socket();
    }});
    assert.deepEqual(http.paths, ['client']);
    call().answers({socket: 'ws://one/ws'});
    await settle();
    socket().ends(1006);
    await tick(500);
    call().answers({socket: 'ws://two/ws'});
    await settle();
    assert.deepEqual(opened, ['ws://one/ws', 'ws://two/ws']);
  });

  it('is asked again where the server did not answer', async () => {
    await start({socket: undefined});
    call().fails();
    await settle();
    assert.deepEqual([client.status, sockets.length], ['offline', 0]);
    await tick(500);
    call().answers({socket: 'ws://two/ws'});
    await settle();
    assert.equal(sockets.length, 1);
  });

  it('has to be known, or asked of somebody', () => {
    assert.throws(() => connect({open: () => new FakeSocket()}), /where the server is/);
  });
});

describe('who is asking', () => {
  it('is said by cookies where there is no token', async () => {
    await start({token: undefined});
    socket().opens();
    assert.deepEqual(socket().sent, [{type: 'hello'}]);
    client.close();
    await start({token: undefined, transports: ['events']});
    assert.equal(call().credentials, 'include');
    assert.equal(call().headers.authorization, undefined);
  });

  it('is said by the token alone where there is one', async () => {
    await start({transports: ['events']});
    assert.equal(call().credentials, undefined);
    assert.equal(call().headers.authorization, 'Bearer token-1');
  });

  it('is asked for once by all who need it at a time', async () => {
    await startWithEvents();
    client.read(['a']).catch(() => {});
    await settle();
    assert.equal(tokens, 1);
  });

  it('is known from the welcome, or from the first notification', async () => {
    await start();
    socket().opens();
    socket().welcomes('grace');
    assert.equal(client.user, 'grace');
    client.close();
    await startWithEvents();
    assert.equal(client.user, 'ada');
  });
});

describe('falling back', () => {
  it('happens after two sockets without a welcome', async () => {
    await startWithoutSockets();
    assert.deepEqual(http.paths, ['users/me/events']);
    call().streams();
    call().text(':\n\n');
    await settle();
    assert.equal(client.transport, 'events');
    call().says(snapshot(2, [put('a', 2)]));
    await settle();
    assert.deepEqual([client.status, ids()], ['current', ['a']]);
  });

  it('happens at once where a socket opens and nothing comes through', async () => {
    await start();
    socket().opens();
    await tick(15_000);
    await tick(500);
    assert.deepEqual([sockets.length, http.paths], [1, ['users/me/events']]);
  });

  it('happens where no socket can be made', async () => {
    await start({open: () => {
      throw new Error('not from a secure page');
    }});
    await tick(500);
    assert.deepEqual(http.paths, ['users/me/events']);
  });

  it('begins with events where there are no sockets at all', async () => {
    const {WebSocket} = globalThis;
    globalThis.WebSocket = undefined;
    try {
      await start({open: undefined});
    } finally {
      globalThis.WebSocket = WebSocket;
    }
    assert.deepEqual(http.paths, ['users/me/events']);
  });

  it('goes on to polls where events are held back', async () => {
    await startWithoutSockets();
    call().streams();
    await tick(8_000);
    assert.equal(client.status, 'offline');
    await tick(2_000);
    assert.deepEqual(http.paths, ['users/me/events', 'users/me/changes?wait=0']);
    call().answers(snapshot(2, [put('a', 2)]));
    await settle();
    assert.deepEqual([client.status, client.transport], ['current', 'poll']);
  });

  it('goes on to polls where something before the server answers', async () => {
    await startWithoutSockets();
    call().answers('<html>', {status: 502});
    await settle();
    await tick(2_000);
    assert.equal(call().path, 'users/me/changes?wait=0');
  });

  it('is given up where the server is not there at all', async () => {
    await startWithoutSockets();
    call().fails();
    await settle();
    await tick(2_000);
    assert.equal(sockets.length, 3);
  });

  it('does not happen to a socket that was welcome', async () => {
    await start();
    for (const wait of [500, 1000, 2000]) {
      socket().opens();
      socket().welcomes();
      socket().ends(1006);
      await tick(wait);
    }
    assert.deepEqual([sockets.length, http.calls.length], [4, 0]);
  });
});

describe('returning to the socket', () => {
  async function startFallenBack() {
    await startWithoutSockets();
    call().streams();
    call().says(snapshot(2, [put('a', 2)]));
    await settle();
  }

  it('is tried beside the fallback, which goes on meanwhile', async () => {
    await startFallenBack();
    await tick(10_000);
    assert.equal(sockets.length, 3);
    call().says(frame(2, 3, [put('b', 3)]));
    await settle();
    assert.deepEqual([ids(), client.transport], [['b', 'a'], 'events']);
    socket().opens();
    assert.deepEqual(socket().sent[0], {type: 'hello', token: 'token-1', epoch: 'e1', revision: 3});
    assert.ok(call().signal.aborted);
    socket().welcomes();
    socket().says(frame(3, 4, [put('c', 4)]));
    assert.deepEqual([client.transport, client.status, ids()], ['socket', 'current', ['c', 'b', 'a']]);
    assert.ok(!statuses.slice(statuses.indexOf('current')).includes('offline'));
  });

  it('is tried ever more seldom', async () => {
    await startFallenBack();
    for (const [i, wait] of [10_000, 20_000, 40_000, 80_000].entries()) {
      // The stream says something meanwhile.
      for (let passed = 0; passed < wait; passed += 10_000) {
        assert.equal(sockets.length, 2 + i);
        call().text(':\n\n');
        await tick(10_000);
      }
      assert.equal(sockets.length, 3 + i);
      socket().ends(1006);
      await settle();
    }
    assert.equal(client.transport, 'events');
  });

  it('leads back to the fallback where it opens and is not welcome', async () => {
    await startFallenBack();
    await tick(10_000);
    socket().opens();
    socket().ends(1006);
    assert.equal(client.status, 'offline');
    await tick(4_000);
    assert.equal(http.paths.at(-1), 'users/me/events');
    assert.equal(call().headers['last-event-id'], 'e1:2');
  });

  it('is no longer tried once the client is away', async () => {
    await startFallenBack();
    await tick(10_000);
    client.pause();
    socket().opens();
    await tick(60_000);
    assert.deepEqual([sockets.length, client.status, socket().closedWith], [3, 'paused', 1000]);
  });
});

describe('events', () => {
  it('are read however they are cut', async () => {
    await start({transports: ['events']});
    call().streams();
    const text = `:\r\n\r\nevent: inbox\r\ndata: ${JSON.stringify(snapshot(2, [put('ä', 2)]))}\r\n\r\n`;
    const bytes = new TextEncoder().encode(text);
    for (const byte of bytes) call().controller.enqueue(new Uint8Array([byte]));
    await settle();
    assert.deepEqual(ids(), ['ä']);
  });

  it('go on from where the client is', async () => {
    await startWithEvents();
    call().ends();
    await settle();
    assert.equal(client.status, 'offline');
    await tick(500);
    assert.equal(call().headers['last-event-id'], 'e1:2');
    call().streams();
    call().says(frame(2, 5, [put('b', 5)]));
    await settle();
    assert.deepEqual(ids(), ['b', 'a']);
  });

  it('that leave a gap are not applied', async () => {
    await startWithEvents();
    call().says(frame(3, 4, [put('c', 4)]));
    await settle();
    assert.deepEqual([client.inbox.revision, client.status], [2, 'offline']);
  });

  it('that fall silent are given up', async () => {
    await startWithEvents();
    await tick(44_999);
    assert.equal(client.status, 'current');
    await tick(1);
    assert.equal(client.status, 'offline');
  });

  it('leave out of a snapshot what was not asked for', async () => {
    await start({transports: ['events'], limit: 1, unreadOnly: true});
    call().streams();
    call().says(snapshot(3, [put('c', 3, {readAt: 'x'}), put('b', 2), put('a', 1)]));
    await settle();
    assert.deepEqual([ids(), client.inbox.more, client.inbox.floor], [['b'], true, 2]);
  });
});

describe('polls', () => {
  it('follow one another, each from where the one before has led', async () => {
    await startWithPoll();
    assert.equal(call().path, 'users/me/changes?wait=25&epoch=e1&since=2');
    call().answers(frame(2, 3, [put('b', 3)]));
    await settle();
    assert.deepEqual([ids(), call().path], [['b', 'a'], 'users/me/changes?wait=25&epoch=e1&since=3']);
  });

  it('that bring nothing tell nothing', async () => {
    await startWithPoll();
    const seen = [];
    client.addEventListener('change', (event) => seen.push(event));
    await tick(25_000);
    call().answers(frame(2, 2, []));
    await settle();
    assert.deepEqual([seen.length, client.status, http.calls.length], [0, 'current', 3]);
  });

  it('that are sent back at once are not repeated at once: the server is stopping', async () => {
    await startWithPoll();
    call().answers(frame(2, 2, []));
    await settle();
    assert.deepEqual([client.status, http.calls.length], ['offline', 2]);
  });

  it('that are never answered are given up', async () => {
    await startWithPoll();
    await tick(40_000);
    assert.equal(client.status, 'offline');
  });
});

describe('what a call is refused with', () => {
  it('keeps the client away for as long as the server says', async () => {
    await start({transports: ['events']});
    call().refuses(503, '/problems/unavailable', {'retry-after': '7'});
    await settle();
    await tick(6_999);
    assert.equal(http.calls.length, 1);
    await tick(1);
    assert.equal(http.calls.length, 2);
    call().refuses(429, '/problems/too-many', {'retry-after': '3'});
    await settle();
    await tick(2_999);
    assert.equal(http.calls.length, 2);
    await tick(1);
    assert.equal(http.calls.length, 3);
  });

  it('renews the token once, and then ends it', async () => {
    await start({transports: ['events']});
    call().refuses(401, '/problems/unauthenticated');
    await settle();
    assert.equal(call().headers.authorization, 'Bearer token-2');
    call().refuses(401, '/problems/unauthenticated');
    await settle();
    assert.deepEqual([client.status, tokens], ['refused', 2]);
  });

  it('ends it at once where only cookies could say who it is', async () => {
    await start({transports: ['events'], token: undefined});
    call().refuses(401, '/problems/unauthenticated');
    await settle();
    assert.deepEqual([client.status, http.calls.length], ['refused', 1]);
  });

  it('ends it where the server will not change its mind', async () => {
    for (const [status, type] of [[403, '/problems/forbidden'], [404, '/problems/not-found']]) {
      await start({transports: ['events']});
      call().refuses(status, type);
      await settle();
      assert.equal(client.status, 'refused');
      client.close();
    }
  });

  it('ends it where there will be no token', async () => {
    await start({transports: ['events'], token: async () => {
      throw new Refusal('signed out');
    }});
    assert.deepEqual([client.status, http.calls.length], ['refused', 0]);
  });
});

describe('commands on a fallback', () => {
  it('are posted one after the other, and mean the same', async () => {
    await startWithEvents();
    const stream = call();
    const read = client.read(['a']);
    const all = client.readThrough();
    const gone = client.delete(['x']);
    await settle();
    assert.deepEqual([call().path, call().method, call().body], ['users/me/notifications/read', 'POST', {ids: ['a']}]);
    call().answers({revision: 3, unread: 0});
    await read;
    await settle();
    assert.deepEqual(call().body, {through: 2, epoch: 'e1'});
    call().answers({revision: 3, unread: 0});
    await all;
    await settle();
    assert.equal(call().path, 'users/me/notifications/delete');
    call().refuses(422, '/problems/invalid');
    await assert.rejects(gone, (error) => error instanceof CommandError && error.problem.status === 422);
    assert.deepEqual([client.status, stream.signal.aborted], ['current', false]);
  });

  it('are posted again by the next connection where one was lost', async () => {
    await startWithEvents();
    const read = client.read(['a']);
    await settle();
    call().fails();
    await settle();
    assert.equal(client.status, 'offline');
    await tick(500);
    call().streams();
    call().text(':\n\n');
    await settle();
    assert.equal(call().path, 'users/me/notifications/read');
    call().answers({});
    await read;
  });

  it('are not posted once they were taken back', async () => {
    await startWithEvents();
    const taken = new AbortController();
    const first = client.read(['a']);
    const second = client.delete(['a'], {signal: taken.signal});
    await settle();
    taken.abort();
    await assert.rejects(second, {name: 'AbortError'});
    call().answers({});
    await first;
    await settle();
    assert.equal(call().path, 'users/me/notifications/read');
  });
});

describe('waking up on a fallback', () => {
  let wake;

  beforeEach(() => {
    globalThis.addEventListener = (type, listener) => type === 'online' && (wake = listener);
  });

  afterEach(() => delete globalThis.addEventListener);

  it('tries the socket at once, and gives events a short time to show that they live', async () => {
    await startWithoutSockets();
    call().streams();
    call().says(snapshot(2, [put('a', 2)]));
    await settle();
    wake({type: 'online'});
    await settle();
    assert.equal(sockets.length, 3);
    await tick(19_999);
    assert.equal(client.status, 'current');
    await tick(1);
    assert.equal(client.status, 'offline');
  });

  it('asks anew', async () => {
    await startWithPoll();
    const waiting = call();
    wake({type: 'online'});
    await settle();
    assert.ok(waiting.signal.aborted);
    assert.equal(call().path, 'users/me/changes?wait=0&epoch=e1&since=2');
    let told = 0;
    client.addEventListener('change', () => (told += 1));
    call().answers(frame(2, 2, []));
    await settle();
    assert.deepEqual([client.status, told, call().path], ['current', 0, 'users/me/changes?wait=25&epoch=e1&since=2']);
  });
});
