/** One inbox, and how a frame changes it: docs/protocol.md, "The inbox frame". */

/** @typedef {import('./ringside.js').Inbox} Inbox */
/** @typedef {import('./ringside.js').Notification} Notification */
/** @import {InboxFrame, Page} from './transport.d.ts' */

/** Nothing ever was there. */
const NO_HISTORY = '-';

/** @type {Inbox} */
export const EMPTY = Object.freeze({
  epoch: undefined,
  revision: 0,
  unread: 0,
  more: false,
  floor: 0,
  rows: new Map(),
});

/** Whether a frame may be applied: it is a snapshot, or starts where we are. @param {Inbox} inbox @param {InboxFrame} frame */
export function follows(inbox, frame) {
  if (frame.reset) return true;
  const sameHistory = frame.epoch === inbox.epoch || (inbox.epoch === NO_HISTORY && inbox.revision === 0);
  return sameHistory && frame.since === inbox.revision;
}

/** The inbox after a frame that follows. @param {Inbox} inbox @param {InboxFrame} frame */
export function apply(inbox, frame) {
  if (!follows(inbox, frame)) {
    throw new RangeError(`${frame.epoch}:${frame.since} does not follow ${inbox.epoch}:${inbox.revision}`);
  }
  const rows = new Map(frame.reset ? [] : inbox.rows);
  // A frame that names as many rows as it has revisions gives the n-th row the revision `since` + n. Others are catch-ups.
  const counted = !frame.reset && rowsNamed(frame) === frame.revision - frame.since;
  let revision = frame.since;
  for (const change of frame.changes) {
    switch (change.op) {
      case 'put':
        revision += 1;
        keepNewest(rows, change.notification);
        break;
      case 'read':
        for (const id of change.ids) {
          revision += 1;
          markRead(rows, id, change.readAt, counted ? revision : undefined);
        }
        break;
      case 'delete':
        revision += change.ids.length;
        for (const id of change.ids) rows.delete(id);
        break;
    }
  }
  const more = frame.reset ? frame.more === true : inbox.more;
  return Object.freeze({
    epoch: frame.epoch,
    revision: frame.revision,
    unread: frame.unread,
    more,
    floor: frame.reset ? floorOf(rows.values(), more, frame.revision + 1) : inbox.floor,
    rows,
  });
}

/** With older rows; the same inbox where the page lies behind it, or is of another history. @param {Inbox} inbox @param {Page} page */
export function merge(inbox, page) {
  if (page.epoch !== inbox.epoch || page.revision < inbox.revision) return inbox;
  const rows = new Map(inbox.rows);
  for (const notification of page.notifications) keepNewest(rows, notification);
  const more = page.more === true;
  return Object.freeze({...inbox, rows, more, floor: floorOf(page.notifications, more, inbox.floor)});
}

/** @param {Inbox} inbox */
export function list(inbox) {
  return [...inbox.rows.values()].sort((a, b) => b.rang - a.rang);
}

/** @param {Notification} notification */
export function rings(notification) {
  return notification.rang === notification.revision && notification.readAt === undefined;
}

/** @param {InboxFrame} frame */
function rowsNamed(frame) {
  return frame.changes.reduce((sum, change) => sum + (change.op === 'put' ? 1 : change.ids.length), 0);
}

/** A page may be ahead of frames that are still to come. @param {Map<string, Notification>} rows @param {Notification} notification */
function keepNewest(rows, notification) {
  const here = rows.get(notification.id);
  if (!here || here.revision <= notification.revision) rows.set(notification.id, notification);
}

/** @param {Map<string, Notification>} rows @param {string} id @param {string} readAt @param {number} [revision] */
function markRead(rows, id, readAt, revision) {
  const here = rows.get(id);
  if (!here || (revision !== undefined && here.revision > revision)) return;
  rows.set(id, {...here, readAt, revision: revision ?? here.revision});
}

/** @param {Iterable<Notification>} notifications @param {boolean} more @param {number} ceiling where there is no row to stand on */
function floorOf(notifications, more, ceiling) {
  return more ? Math.min(ceiling, ...Array.from(notifications, ({rang}) => rang)) : 0;
}
