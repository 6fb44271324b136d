import assert from 'node:assert/strict';
import {afterEach, beforeEach, describe, it, mock} from 'node:test';

import {CommandError, RingsideRooms} from '../../main/webapp/ringside-rooms.js';
import {FakeHttp, FakeSocket, settle} from './fakes.mjs';

const tick = async (millis) => {
  mock.timers.tick(millis);
  await settle();
};

const message = (id, revision, more = {}) => ({
  id, room: 'lobby', revision, said: revision, kind: 'chat', from: {user: 'bob', name: 'Bob'}, content: id, createdAt: '2026-11-26T10:00:00.000Z', ...more,
});
const put = (id, revision, more) => ({op: 'put', message: message(id, revision, more)});
const frame = (since, revision, changes, more = {}) => ({type: 'room', room: 'lobby', epoch: 'e1', since, revision, changes, ...more});

let sockets;
let statuses;
let rooms;
let http;

const last = () => sockets.at(-1);
const asked = (type) => last().sent.filter((each) => each.type === type);
const answer = (sent, more = {}) => last().says({type: 'ok', ref: sent.ref, ...more});
const refuse = (sent, status, detail) => last().says({type: 'error', ref: sent.ref, problem: {type: 'about:blank', title: 'No', status, detail}});
const shown = (room) => room.messages.map(({id, state}) => (state === 'sent' ? id : `${id}?${state}`));

async function start(options = {}) {
  rooms = new RingsideRooms({
    socket: 'ws://test/ws',
    server: 'http://test',
    token: 'token',
    open: () => {
      sockets.push(new FakeSocket());
      return last();
    },
    random: () => 1,
    ...options,
  });
  rooms.addEventListener('status', ({status}) => statuses.push(status));
  await settle();
}

function greet(more = {guest: true}) {
  last().opens();
  last().says({type: 'welcome', session: 's', user: 'ada', heartbeatSeconds: 25, ...more});
}

/** A room that is current, with two messages. */
function lobby(first = frame(0, 2, [put('a', 1), put('b', 2)], {reset: true})) {
  const room = rooms.join('lobby');
  answer(asked('join').at(-1));
  last().says(first);
  return room;
}

async function comeBack() {
  last().ends(1006);
  await tick(30_000);
  greet();
}

beforeEach(async () => {
  mock.timers.enable({apis: ['setTimeout', 'Date']});
  http = new FakeHttp();
  mock.method(globalThis, 'fetch', http.fetch);
  sockets = [];
  statuses = [];
  await start();
});

afterEach(() => {
  rooms.close();
  mock.timers.reset();
  mock.restoreAll();
});

describe('joining', () => {
  it('wants nothing of the inbox, and joins once it is welcome', () => {
    const room = rooms.join('lobby');
    greet();
    assert.deepEqual(last().sent[0], {type: 'hello', token: 'token', limit: 0});
    assert.deepEqual(asked('join'), [{type: 'join', room: 'lobby', limit: 50, ref: '1'}]);
    assert.equal(room.state, 'joining');
    answer(asked('join')[0]);
    last().says(frame(0, 2, [put('a', 1), put('b', 2)], {reset: true, more: true}));
    assert.deepEqual([room.state, room.more, shown(room)], ['current', true, ['a', 'b']]);
    assert.deepEqual([rooms.user, rooms.guest], ['ada', true]);
    assert.equal(rooms.join('lobby'), room);
  });

  it('joins once where a listener joins as the connection is current', () => {
    rooms.addEventListener('status', ({status}) => status === 'current' && rooms.join('lobby'));
    greet();
    assert.equal(asked('join').length, 1);
  });

  it('comes back from where it stood', async () => {
    greet();
    const room = lobby();
    await comeBack();
    assert.equal(room.state, 'joining');
    assert.deepEqual(asked('join'), [{type: 'join', room: 'lobby', limit: 50, epoch: 'e1', revision: 2, ref: '2'}]);
    answer(asked('join')[0]);
    last().says(frame(2, 4, [{op: 'delete', ids: ['a']}, put('c', 4)]));
    assert.deepEqual([room.state, shown(room)], ['current', ['b', 'c']]);
  });

  it('is a guest whose waits are short again once all was well for a while', async () => {
    greet();
    for (let i = 0; i < 5; i++) await comeBack();
    await tick(10_000);
    last().ends(1006);
    await tick(500);
    assert.equal(sockets.length, 7);
  });

  it('joins anew where a frame does not follow, and without a position the second time', () => {
    greet();
    const room = lobby();
    last().says(frame(3, 4, [put('d', 4)]));
    assert.equal(asked('join').at(-1).revision, 2);
    last().says(frame(2, 3, [put('late', 3)]));
    assert.deepEqual(shown(room), ['a', 'b']);
    answer(asked('join').at(-1));
    last().says(frame(3, 5, []));
    assert.equal(asked('join').at(-1).revision, undefined);
    answer(asked('join').at(-1));
    last().says(frame(0, 5, [put('d', 4), put('e', 5)], {reset: true}));
    assert.deepEqual(shown(room), ['d', 'e']);
  });

  it('asks again where the server cannot now, and ends where it will not', async () => {
    greet();
    const room = rooms.join('lobby');
    refuse(asked('join')[0], 503, 'Later.');
    assert.equal(room.state, 'joining');
    await tick(3_000);
    assert.equal(asked('join').length, 2);
    refuse(asked('join')[1], 403, 'You were banned from this room.');
    assert.deepEqual([room.state, room.reason, room.problem.detail], ['ended', 'refused', 'You were banned from this room.']);
    assert.notEqual(rooms.join('lobby'), room);
  });

  it('ends where one is put out, and does not come back', async () => {
    greet();
    const room = lobby();
    last().says({type: 'left', room: 'lobby', reason: 'removed'});
    assert.deepEqual([room.state, room.reason], ['ended', 'removed']);
    await comeBack();
    assert.deepEqual(asked('join'), []);
    await assert.rejects(room.say('hi'), /removed/);
  });

  it('leaves, and is forgotten', async () => {
    greet();
    const room = lobby();
    const left = room.leave();
    answer(asked('leave')[0]);
    await left;
    assert.deepEqual([room.state, room.reason, rooms.rooms.size], ['ended', 'left', 0]);
  });
});

describe('saying', () => {
  it('shows it at once, and once however answer and frame come', async () => {
    greet();
    const room = lobby();
    const first = room.say('one');
    const second = room.say('two');
    const [one, two] = asked('say');
    assert.deepEqual(shown(room), ['a', 'b', `${one.id}?sending`, `${two.id}?sending`]);
    answer(one, {id: one.id});
    assert.deepEqual(shown(room), ['a', 'b', `${two.id}?sending`, one.id]);
    last().says(frame(2, 4, [put(one.id, 3), put(two.id, 4)]));
    answer(two, {id: two.id});
    assert.deepEqual(shown(room), ['a', 'b', one.id, two.id]);
    assert.equal((await first).id, one.id);
    assert.equal((await second).revision, 4);
  });

  it('goes by the name that the server gave it', async () => {
    greet();
    const room = lobby();
    const said = room.say('one');
    answer(asked('say')[0], {id: 'other'});
    last().says(frame(2, 3, [put('other', 3)]));
    assert.deepEqual(shown(room), ['a', 'b', 'other']);
    assert.equal((await said).id, 'other');
  });

  it('says again what was not answered, under the same name, once it is back in the room', async () => {
    greet();
    const room = lobby();
    room.say('one');
    const {id} = asked('say')[0];
    last().ends(1006);
    room.say('two');
    await tick(30_000);
    greet();
    assert.deepEqual(asked('say'), []);
    answer(asked('join')[0]);
    assert.deepEqual(asked('say').map((each) => [each.content, each.id === id]), [['one', true], ['two', false]]);
    last().says(frame(2, 3, [put(id, 3)]));
    answer(asked('say')[0], {id});
    assert.equal(room.messages.filter((each) => each.id === id).length, 1);
  });

  it('keeps what failed with its reason, until it is tried again or taken away', async () => {
    greet();
    const room = lobby();
    const said = room.say('one');
    const {id} = asked('say')[0];
    refuse(asked('say')[0], 503, 'The database is full.');
    await assert.rejects(said, (error) => error instanceof CommandError && error.problem.status === 503);
    assert.deepEqual([room.messages.at(-1).state, room.messages.at(-1).reason], ['failed', 'The database is full.']);
    room.retry(id);
    assert.equal(room.messages.at(-1).state, 'sending');
    assert.equal(asked('say')[1].id, id);
    refuse(asked('say')[1], 503, 'Still full.');
    room.discard(id);
    assert.deepEqual(shown(room), ['a', 'b']);
    assert.equal(room.retry(id), undefined);
  });

  it('does not keep what was stored and deleted meanwhile', async () => {
    greet();
    const room = lobby();
    room.say('one');
    const {id} = asked('say')[0];
    await comeBack();
    answer(asked('join')[0]);
    last().says(frame(2, 4, [{op: 'delete', ids: [id]}]));
    answer(asked('say')[0], {id});
    assert.deepEqual(shown(room), ['a', 'b']);
  });

  it('edits and deletes', async () => {
    greet();
    const room = lobby();
    const edited = room.edit('a', 'A');
    const gone = room.unsay('b');
    assert.deepEqual(asked('edit')[0], {type: 'edit', room: 'lobby', id: 'a', content: 'A', ref: '2'});
    answer(asked('edit')[0]);
    refuse(asked('unsay')[0], 403, 'Not yours.');
    await edited;
    await assert.rejects(gone, /Not yours/);
  });

  it('tells that one is typing, now and then', async () => {
    greet();
    const room = lobby();
    room.type();
    room.type();
    assert.equal(asked('typing').length, 1);
    await tick(2_000);
    room.type();
    assert.equal(asked('typing').length, 2);
    room.say('one');
    room.type();
    assert.equal(asked('typing').length, 3);
  });

  it('fails where nobody will answer any more', async () => {
    greet();
    const room = lobby();
    const said = room.say('one');
    last().ends(4411, 'signed out');
    await assert.rejects(said, /signed out/);
    assert.equal(room.messages.at(-1).state, 'failed');
  });
});

describe('presence', () => {
  it('is the last one, without oneself typing', () => {
    greet();
    const room = lobby();
    last().says({type: 'presence', room: 'lobby', count: 2, online: 1, members: [{user: 'ada', name: 'Ada', online: true}], typing: ['ada', 'bob']});
    assert.deepEqual([room.count, room.online, room.members.length, room.typing], [2, 1, 1, ['bob']]);
    last().says({type: 'presence', room: 'lobby', count: 900, online: 400, typing: []});
    assert.deepEqual([room.count, room.members, room.typing], [900, [], []]);
  });
});

describe('history', () => {
  it('is read backwards from the oldest that is known', async () => {
    greet();
    const room = lobby(frame(0, 9, [put('h', 8), put('i', 9)], {reset: true, more: true}));
    const loaded = room.older(2);
    assert.equal(room.older(), loaded);
    await settle();
    assert.equal(http.last.path, 'rooms/lobby/messages?before=h&limit=2');
    assert.equal(http.last.headers.authorization, 'Bearer token');
    last().says(frame(9, 10, [{op: 'delete', ids: ['g']}]));
    http.last.answers({messages: [message('f', 6), message('g', 7)], more: false});
    await loaded;
    assert.deepEqual([shown(room), room.more], [['f', 'h', 'i'], false]);
    await room.older();
    assert.equal(http.calls.length, 1);
  });

  it('asks from the next one where the oldest was deleted meanwhile', async () => {
    greet();
    const room = lobby(frame(0, 9, [put('h', 8), put('i', 9)], {reset: true, more: true}));
    const loaded = room.older();
    await settle();
    last().says(frame(9, 10, [{op: 'delete', ids: ['h']}]));
    http.last.refuses(404, 'about:blank');
    await settle();
    assert.equal(http.last.path, 'rooms/lobby/messages?before=i&limit=50');
    http.last.answers({messages: [], more: false});
    await loaded;
    assert.equal(room.more, false);
  });

  it('is cut to the newest, and can be loaded again', () => {
    greet();
    const room = lobby();
    room.trim(1);
    assert.deepEqual([shown(room), room.more], [['b'], true]);
  });
});

describe('over HTTP', () => {
  it('makes rooms, and says why it could not', async () => {
    const made = rooms.create({name: 'Lobby', guests: true});
    await settle();
    assert.deepEqual([http.paths, http.last.body], [['POST rooms'], {name: 'Lobby', guests: true}]);
    http.last.answers({id: 'x'}, {status: 201});
    assert.equal((await made).id, 'x');
    const direct = rooms.direct('bob');
    await settle();
    assert.deepEqual(http.last.body, {users: ['me', 'bob']});
    http.last.refuses(403, 'about:blank');
    await assert.rejects(direct, CommandError);
  });

  it('takes an answer that says nothing', async () => {
    const gone = rooms.call('rooms/lobby', {method: 'DELETE'});
    await settle();
    http.last.resolve(new Response(null, {status: 204}));
    assert.equal(await gone, undefined);
  });
});
