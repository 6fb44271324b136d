/** What is known of what was said in one room, and how a frame changes it: docs/protocol.md, "The room frame". */

/** @import {RoomFrame, RoomLog, RoomMessage, RoomPage} from './room-types.d.ts' */

/** @type {RoomLog} */
export const EMPTY = Object.freeze({epoch: undefined, revision: 0, more: false, rows: new Map()});

/** Whether a frame may be applied: it is a snapshot, or starts where we are. @param {RoomLog} log @param {RoomFrame} frame */
export function follows(log, frame) {
  return frame.reset === true || (frame.epoch === log.epoch && frame.since === log.revision);
}

/** The log after a frame that follows. @param {RoomLog} log @param {RoomFrame} frame @returns {RoomLog} */
export function apply(log, frame) {
  if (!follows(log, frame)) {
    throw new RangeError(`${frame.epoch}:${frame.since} does not follow ${log.epoch}:${log.revision}`);
  }
  const rows = new Map(frame.reset ? [] : log.rows);
  for (const change of frame.changes) {
    if (change.op === 'put') keepNewest(rows, change.message);
    else for (const id of change.ids) rows.delete(id);
  }
  return Object.freeze({epoch: frame.epoch, revision: frame.revision, more: frame.reset ? frame.more === true : log.more, rows});
}

/** With older rows. @param {RoomLog} log @param {RoomPage} page @param {ReadonlySet<string>} gone deleted since the page was asked for @returns {RoomLog} */
export function merge(log, page, gone) {
  const rows = new Map(log.rows);
  for (const message of page.messages) if (!gone.has(message.id)) keepNewest(rows, message);
  return Object.freeze({...log, rows, more: page.more === true});
}

/** With the newest rows alone; the others can be loaded again. @param {RoomLog} log @param {number} most @returns {RoomLog} */
export function trim(log, most) {
  if (log.rows.size <= most) return log;
  return Object.freeze({...log, more: true, rows: new Map(list(log).slice(-most).map((message) => [message.id, message]))});
}

/** In the order in which they were said. @param {RoomLog} log */
export function list(log) {
  return [...log.rows.values()].sort((a, b) => a.said - b.said);
}

/** A page may be ahead of frames that are still to come. @param {Map<string, RoomMessage>} rows @param {RoomMessage} message */
function keepNewest(rows, message) {
  const here = rows.get(message.id);
  if (!here || here.revision < message.revision) rows.set(message.id, Object.freeze({...message, state: 'sent'}));
}
