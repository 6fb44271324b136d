/**
 * What a page knows of one inbox, and how a frame changes it. Pure functions: no clock, no socket, no page.
 *
 * An inbox is a log. Every change of one notification raises its revision by one, so a frame that says from which revision
 * it starts either continues what we have or it does not; nothing has to be guessed.
 */

/**
 * @typedef {object} Notification
 * @property {string} id
 * @property {string} [user]
 * @property {number} revision of its last change
 * @property {number} rang the revision at which it last asked for attention; lists are in this order
 * @property {'info' | 'success' | 'warning' | 'error'} [style]
 * @property {string} [title]
 * @property {string} [content]
 * @property {string} [link]
 * @property {unknown} [data]
 * @property {string} [category]
 * @property {string} [key]
 * @property {number} [progress] 0 to 100
 * @property {string} createdAt
 * @property {string} updatedAt of its content; reading does not move it
 * @property {string} [readAt] absent while unread
 * @property {string} [expiresAt]
 */

/**
 * @typedef {{op: 'put', notification: Notification}
 *   | {op: 'read', ids: string[], readAt: string}
 *   | {op: 'delete', ids: string[]}} Change
 */

/**
 * @typedef {object} InboxFrame
 * @property {'inbox'} type
 * @property {string} epoch
 * @property {number} since the revision that this frame continues
 * @property {number} revision the revision that it leads to
 * @property {number} unread
 * @property {boolean} [reset] forget what you had: this is a snapshot
 * @property {boolean} [more] of a snapshot: there are others of a lower rang
 * @property {Change[]} changes
 */

/**
 * @typedef {object} Page what `GET …/notifications` answers
 * @property {string} epoch
 * @property {number} revision
 * @property {Notification[]} notifications
 * @property {boolean} [more]
 */

/**
 * @typedef {object} Inbox
 * @property {string | undefined} epoch undefined until the first frame
 * @property {number} revision
 * @property {number} unread as the last frame counted it, rows that were never loaded included
 * @property {boolean} more whether older rows can be loaded
 * @property {number} floor everything that ranks at or above it is here; older rows are asked for from here down
 * @property {ReadonlyMap<string, Notification>} rows
 */

/** The epoch of an inbox in which nothing ever was; its first change brings a real one. */
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

/**
 * Whether a frame may be applied: it is a snapshot, or it starts exactly where we are. Where it may not, something was lost,
 * and the way out is to connect again and name the position we have.
 *
 * @param {Inbox} inbox
 * @param {InboxFrame} frame
 */
export function follows(inbox, frame) {
  if (frame.reset) return true;
  const sameHistory =
    frame.epoch === inbox.epoch || (inbox.epoch === NO_HISTORY && inbox.revision === 0);
  return sameHistory && frame.since === inbox.revision;
}

/**
 * The inbox after a frame.
 *
 * @param {Inbox} inbox
 * @param {InboxFrame} frame
 * @returns {Inbox}
 * @throws {RangeError} where the frame does not follow
 */
export function apply(inbox, frame) {
  if (!follows(inbox, frame)) {
    throw new RangeError(
      `a frame of ${frame.epoch}:${frame.since} does not follow ${inbox.epoch}:${inbox.revision}`,
    );
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

/**
 * The inbox with a page of older rows. A page that lies behind the inbox, or is of another history, is dropped: the same inbox
 * comes back, and the caller asks again.
 *
 * @param {Inbox} inbox
 * @param {Page} page
 * @returns {Inbox}
 */
export function merge(inbox, page) {
  if (page.epoch !== inbox.epoch || page.revision < inbox.revision) return inbox;
  const rows = new Map(inbox.rows);
  for (const notification of page.notifications) keepNewest(rows, notification);
  const more = page.more === true;
  return Object.freeze({...inbox, rows, more, floor: floorOf(page.notifications, more, inbox.floor)});
}

/**
 * The rows in the order of a list: what asked for attention last comes first.
 *
 * @param {Inbox} inbox
 */
export function list(inbox) {
  return [...inbox.rows.values()].sort((a, b) => b.rang - a.rang);
}

/**
 * Whether a row that was just put asks for attention: not so a progress that moved, nor a row marked unread.
 *
 * @param {Notification} notification
 */
export function rings(notification) {
  return notification.rang === notification.revision && notification.readAt === undefined;
}

/** @param {InboxFrame} frame */
function rowsNamed(frame) {
  return frame.changes.reduce((sum, change) => sum + (change.op === 'put' ? 1 : change.ids.length), 0);
}

/**
 * A page may be ahead of the frames still to come, so that an older version of a row can arrive after a newer one.
 *
 * @param {Map<string, Notification>} rows
 * @param {Notification} notification
 */
function keepNewest(rows, notification) {
  const here = rows.get(notification.id);
  if (!here || here.revision <= notification.revision) rows.set(notification.id, notification);
}

/**
 * @param {Map<string, Notification>} rows
 * @param {string} id
 * @param {string} readAt
 * @param {number | undefined} revision
 */
function markRead(rows, id, readAt, revision) {
  const here = rows.get(id);
  if (!here || (revision !== undefined && here.revision > revision)) return;
  rows.set(id, {...here, readAt, revision: revision ?? here.revision});
}

/**
 * @param {Iterable<Notification>} notifications
 * @param {boolean} more
 * @param {number} ceiling the floor where there is no row to stand on, as after a snapshot of none
 */
function floorOf(notifications, more, ceiling) {
  if (!more) return 0;
  let floor = ceiling;
  for (const {rang} of notifications) floor = Math.min(floor, rang);
  return floor;
}
