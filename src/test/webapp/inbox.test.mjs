import assert from 'node:assert/strict';
import {describe, it} from 'node:test';

import {EMPTY, apply, follows, list, merge, rings} from '../../main/webapp/inbox.js';

const READ_AT = '2026-11-20T10:01:00.000Z';

const row = (id, revision, more = {}) => ({id, revision, rang: revision, title: id, ...more});
const put = (...args) => ({op: 'put', notification: row(...args)});
const frame = (since, revision, changes, more = {}) => ({
  type: 'inbox', epoch: 'e1', since, revision, unread: 0, changes, ...more,
});
const snapshot = (revision, changes, more = {}) => frame(0, revision, changes, {reset: true, ...more});
const ids = (inbox) => list(inbox).map(({id}) => id);
const play = (...frames) => frames.reduce(apply, EMPTY);

describe('follows', () => {
  const at3 = play(snapshot(3, [put('a', 3)]));

  it('takes a frame that starts where we are', () => assert.ok(follows(at3, frame(3, 4, []))));
  it('refuses a frame from further on', () => assert.ok(!follows(at3, frame(4, 5, []))));
  it('refuses a frame that we have had', () => assert.ok(!follows(at3, frame(2, 3, []))));
  it('refuses a frame of another history', () => assert.ok(!follows(at3, frame(3, 4, [], {epoch: 'e2'}))));
  it('takes any snapshot', () => assert.ok(follows(at3, snapshot(1, [], {epoch: 'e2'}))));
  it('refuses a change before any snapshot', () => assert.ok(!follows(EMPTY, frame(0, 1, []))));

  it('lets an inbox without history go on into any', () => {
    const nothing = play(snapshot(0, [], {epoch: '-'}));
    const one = apply(nothing, frame(0, 1, [put('a', 1)], {unread: 1}));
    assert.deepEqual([one.epoch, one.revision, one.unread, ids(one)], ['e1', 1, 1, ['a']]);
  });
});

describe('apply', () => {
  it('throws for a frame that does not follow, and changes nothing', () => {
    assert.throws(() => apply(EMPTY, frame(0, 1, [put('a', 1)])), RangeError);
    assert.equal(EMPTY.rows.size, 0);
  });

  it('leaves the inbox before it as it was', () => {
    const before = play(snapshot(1, [put('a', 1)]));
    apply(before, frame(1, 2, [{op: 'delete', ids: ['a']}]));
    assert.deepEqual(ids(before), ['a']);
  });

  it('puts new rows on top and replaced rows where they now rank', () => {
    const inbox = play(
      snapshot(2, [put('b', 2), put('a', 1)]),
      frame(2, 3, [put('c', 3)]),
      frame(3, 4, [put('a', 4)]),
      frame(4, 5, [put('b', 5, {rang: 2, progress: 40})]),
    );
    assert.deepEqual(ids(inbox), ['a', 'c', 'b']);
    assert.equal(inbox.rows.get('b').progress, 40);
  });

  it('marks read, gives each row its revision, and passes over rows that are not here', () => {
    const inbox = play(
      snapshot(2, [put('b', 2), put('a', 1)], {unread: 2}),
      frame(2, 5, [{op: 'read', ids: ['a', 'elsewhere', 'b'], readAt: READ_AT}]),
    );
    assert.deepEqual(
      list(inbox).map(({id, revision, readAt}) => [id, revision, readAt]),
      [['b', 5, READ_AT], ['a', 3, READ_AT]],
    );
    assert.equal(inbox.unread, 0);
  });

  it('takes a put without readAt as unread again', () => {
    const inbox = play(
      snapshot(2, [put('a', 2, {rang: 1, readAt: READ_AT})]),
      frame(2, 3, [put('a', 3, {rang: 1})], {unread: 1}),
    );
    assert.equal(inbox.rows.get('a').readAt, undefined);
  });

  it('forgets what it had at a reset', () => {
    const inbox = play(
      snapshot(9, [put('old', 9)]),
      snapshot(3, [put('new', 3)], {epoch: 'e2', unread: 1}),
    );
    assert.deepEqual([inbox.epoch, inbox.revision, ids(inbox)], ['e2', 3, ['new']]);
  });

  it('takes a catch-up that names fewer rows than revisions', () => {
    const inbox = play(
      snapshot(1, [put('a', 1)]),
      frame(1, 40, [put('b', 30), {op: 'delete', ids: ['a']}], {unread: 1}),
    );
    assert.deepEqual([inbox.revision, ids(inbox)], [40, ['b']]);
  });

  it('passes over an op that it does not know', () => {
    assert.equal(play(snapshot(1, []), frame(1, 2, [{op: 'later', ids: []}])).revision, 2);
  });
});

describe('merge', () => {
  const top = play(snapshot(10, [put('j', 10), put('i', 9)], {more: true, unread: 10}));
  const page = (revision, notifications, more = {}) => ({epoch: 'e1', revision, notifications, ...more});

  it('adds older rows and knows where to go on', () => {
    assert.equal(top.floor, 9);
    const once = merge(top, page(10, [row('h', 8), row('g', 7)], {more: true}));
    assert.deepEqual([ids(once), once.floor, once.more], [['j', 'i', 'h', 'g'], 7, true]);
    const twice = merge(once, page(10, [row('f', 6)]));
    assert.deepEqual([twice.floor, twice.more, twice.unread], [0, false, 10]);
  });

  it('goes on from where rows are missing, not from the lowest row it happens to have', () => {
    const stray = apply(top, frame(10, 11, [put('a', 11, {rang: 1})]));
    assert.equal(stray.floor, 9);
  });

  it('can start below a snapshot of no rows', () => {
    assert.equal(play(snapshot(10, [], {more: true})).floor, 11);
  });

  it('drops a page that lies behind', () => {
    const later = apply(top, frame(10, 11, [{op: 'delete', ids: ['h']}]));
    assert.equal(merge(later, page(10, [row('h', 8)])), later);
  });

  it('drops a page of another history', () => {
    assert.equal(merge(top, {...page(10, [row('h', 8)]), epoch: 'e2'}), top);
  });

  it('is not undone by frames that the page was ahead of', () => {
    const ahead = merge(top, page(12, [row('h', 12, {rang: 8, title: 'newest'})]));
    const older = apply(ahead, frame(10, 11, [put('h', 11, {rang: 8, title: 'older'})]));
    assert.equal(older.rows.get('h').title, 'newest');
    const read = apply(ahead, frame(10, 11, [{op: 'read', ids: ['h'], readAt: READ_AT}]));
    assert.equal(read.rows.get('h').readAt, undefined);
  });
});

describe('rings', () => {
  it('is so for a new row', () => assert.ok(rings(row('a', 5))));
  it('is not so for a row that only moved on', () => assert.ok(!rings(row('a', 5, {rang: 3}))));
  it('is not so for a row that is read already', () => assert.ok(!rings(row('a', 5, {readAt: READ_AT}))));
});
