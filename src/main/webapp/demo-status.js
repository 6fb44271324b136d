/** The line that says how the connection is, and where in the log the page stands. */
import {byId} from './demo-dom.js';

/** @typedef {import('./ringside.js').Inbox} Inbox */
/** @typedef {import('./ringside.js').Status} Status */
/** @typedef {import('./ringside.js').StatusEvent} StatusEvent */

/** @type {Record<Status, string>} */
const WORDS = {
  connecting: 'Connecting',
  current: 'Current',
  offline: 'Offline',
  paused: 'Unplugged',
  refused: 'Refused',
  closed: 'Closed',
};

/** @type {ReturnType<typeof setInterval> | undefined} */
let countdown;

/** @param {Inbox} inbox */
export function drawPosition({epoch, revision, unread}) {
  byId('position').textContent = epoch === undefined ? '' : `${epoch}:${revision}`;
  byId('unread').textContent = epoch === undefined ? '' : `${unread} unread`;
}

/** @param {StatusEvent} event */
export function drawStatus({status, reason, retryAt}) {
  clearInterval(countdown);
  const unplugged = status === 'paused';
  byId('status').dataset.status = status;
  // A live region speaks at every change, so it is not changed without need.
  const word = byId('status-word');
  if (word.textContent !== WORDS[status]) word.textContent = WORDS[status];
  byId('plug').setAttribute('aria-checked', String(!unplugged && status !== 'refused'));
  byId('person').classList.toggle('is-unplugged', unplugged);
  byId('unplugged').hidden = !unplugged;
  drawReason(reason, retryAt);
  if (retryAt !== undefined) countdown = setInterval(() => drawReason(reason, retryAt), 1_000);
}

/**
 * @param {string | undefined} reason
 * @param {number | undefined} retryAt
 */
function drawReason(reason = '', retryAt) {
  byId('status-reason').textContent = retryAt === undefined ? reason : `${reason} ${tryingAgain(retryAt)}`;
}

/** @param {number} retryAt */
function tryingAgain(retryAt) {
  const seconds = Math.ceil((retryAt - Date.now()) / 1000);
  return seconds > 1 ? `Trying again in ${seconds} s.` : 'Trying again.';
}
