/**
 * The demo: one page that plays the application, which rings, and the person, who is told. This module holds the two together;
 * what a page of your own needs is in ringside.js alone.
 */
import {Refusal, connect, rings} from './ringside.js';
import {Api, ApiError, socketAddress} from './demo-api.js';
import {Application, masked} from './demo-application.js';
import {byId, counted} from './demo-dom.js';
import {forgetKey, keepKey, knownKey, onLoopback, takeKeyFromAddress} from './demo-key.js';
import {NotificationList, titleOf} from './demo-list.js';
import {drawPosition, drawStatus} from './demo-status.js';
import {toast} from './demo-toasts.js';
import {showFrame} from './demo-wire.js';

/** @typedef {import('./ringside.js').ChangeEvent} ChangeEvent */
/** @typedef {import('./ringside.js').Ringside} Ringside */

const DEFAULT_USER = 'ada';
const SNAPSHOT_ROWS = 20;
const OLDER_ROWS = 20;
/** Beyond that, one toast stands for all. */
const TOASTS_OF_A_FRAME = 3;
const FIRST_HINT = 'Ring, and watch a second tab too. Then pull the plug, ring three times, and plug in again.';

let key = '';
let user = DEFAULT_USER;
let api = new Api('');
/** @type {Ringside | undefined} */
let client;
/** Raised when another inbox is opened, so that what the one before still does is passed over. */
let opened = 0;

const notifications = new NotificationList({
  read: (id) => command((inbox) => inbox.read([id])),
  unread: (id) => command((inbox) => inbox.unread([id])),
  remove: (id) => command((inbox) => inbox.delete([id])),
});

const application = new Application({
  session: () => ({api, key, user}),
  plugged: () => client?.status !== 'paused',
  onRefused: concernsKey,
});

start();

function start() {
  byId('key-kept').textContent = onLoopback
    ? 'This browser keeps the key until you press “Forget key”.'
    : 'This tab keeps the key, and nothing else does.';
  listenToPage();
  user = new URLSearchParams(location.search).get('user')?.trim() || DEFAULT_USER;
  enterWithKnownKey();
}

function enterWithKnownKey() {
  takeKeyFromAddress();
  const known = knownKey();
  if (known) enter(known);
  else askForKey();
}

function listenToPage() {
  onSubmit('key-form', () => {
    const given = input('key-input').value.trim();
    if (given) enter(given);
    else askForKey('Paste the key first. It begins with rsk_.');
  });
  onSubmit('user-form', () => switchTo(input('user-input').value.trim()));
  for (const chip of document.querySelectorAll('[data-user]')) {
    chip.addEventListener('click', () => switchTo(/** @type {HTMLElement} */ (chip).dataset.user ?? DEFAULT_USER));
  }
  onClick('key-forget', () => {
    forgetKey();
    input('key-input').value = '';
    askForKey();
  });
  onClick('plug', togglePlug);
  onClick('read-all', () => command((inbox) => inbox.readThrough()));
  onClick('older', () => run((inbox) => inbox.older(OLDER_ROWS)));
  // The link that the server prints, pasted into a tab that has the page open already, changes the fragment only.
  addEventListener('hashchange', () => {
    if (location.hash.startsWith('#key=')) enterWithKnownKey();
  });
}

/** @param {string} [problem] */
function askForKey(problem = '') {
  client?.close();
  client = undefined;
  opened += 1;
  document.title = 'Ringside';
  byId('ring').hidden = true;
  byId('key-shown').hidden = true;
  byId('key-card').hidden = false;
  byId('key-problem').textContent = problem;
  input('key-input').select();
}

/** @param {string} given */
function enter(given) {
  key = given;
  api = new Api(key);
  switchTo(user);
}

/** @param {string} name */
function switchTo(name) {
  const problem = problemOfUser(name);
  byId('user-problem').textContent = problem;
  if (problem) return;
  user = name;
  void openInbox();
}

/** What the server would refuse, or a browser could not even ask for: it resolves `..` in a path however it is written. */
function problemOfUser(/** @type {string} */ name) {
  if (name === '') return 'Give the person a name.';
  if (name === 'me' || name === '.' || name === '..') return `“${name}” cannot be the name of a person.`;
  return '';
}

async function openInbox() {
  const turn = ++opened;
  client?.close();
  client = undefined;
  let token;
  let socket;
  try {
    // The first token shows whether the key is good, before anything is drawn.
    [token, socket] = await Promise.all([api.token(user), socketAddress()]);
  } catch (error) {
    if (turn === opened) tellWhyNot(error);
    return;
  }
  if (turn !== opened) return;
  keepKey(key);
  showRing(socket);
  client = connect({
    socket,
    token: tokens(token),
    limit: SNAPSHOT_ROWS,
    onStatus: (event) => turn === opened && drawStatus(event),
    onChange: (event) => turn === opened && onChange(event),
  });
  client.addEventListener('frame', (event) => showFrame(/** @type {any} */ (event)));
  notifications.draw(client.inbox);
  drawPosition(client.inbox);
}

/** The token that we have, and then new ones. @param {string | undefined} first */
function tokens(first) {
  return async () => {
    const token = first ?? (await api.token(user).catch(asRefusal));
    first = undefined;
    return token;
  };
}

/**
 * Without a good key there will be no token, however often it is asked for.
 *
 * @param {unknown} error
 * @returns {never}
 */
function asRefusal(error) {
  if (error instanceof ApiError && concernsKey(error)) throw new Refusal(error.message);
  throw error;
}

/** @param {unknown} error */
function tellWhyNot(error) {
  if (!(error instanceof ApiError)) throw error;
  if (concernsKey(error)) return;
  const inside = !byId('ring').hidden;
  if (inside) byId('user-problem').textContent = error.message;
  else askForKey(error.message);
}

/** A key that is not accepted leads back to the card that asks for one. @param {ApiError} error */
function concernsKey(error) {
  if (error.status !== 401 && error.status !== 403) return false;
  forgetKey();
  askForKey(error.status === 401 ? `This key is not accepted. ${error.message}` : `This key may not do that. ${error.message}`);
  return true;
}

/** @param {string} socket */
function showRing(socket) {
  const address = user === DEFAULT_USER ? '' : `?user=${encodeURIComponent(user)}`;
  history.replaceState(null, '', location.pathname + address);
  const cameFromCard = byId('key-card').contains(document.activeElement);
  byId('key-card').hidden = true;
  byId('ring').hidden = false;
  if (cameFromCard) byId('person-heading').focus({preventScroll: true});
  byId('key-shown').hidden = false;
  byId('key-masked').textContent = masked(key);
  byId('person-name').textContent = user;
  byId('socket-address').textContent = socket;
  byId('frames').replaceChildren();
  byId('answer').textContent = FIRST_HINT;
  input('key-input').value = '';
  input('user-input').value = user;
  /** @type {HTMLAnchorElement} */ (byId('second-tab')).href = `${location.pathname}?user=${encodeURIComponent(user)}`;
  for (const chip of document.querySelectorAll('[data-user]')) {
    chip.setAttribute('aria-pressed', String(/** @type {HTMLElement} */ (chip).dataset.user === user));
  }
  application.drawCurl();
}

/** @param {ChangeEvent} event */
function onChange({inbox, before, frame, first}) {
  /** @type {import('./ringside.js').Notification[]} */
  const ringing = [];
  if (frame && !frame.reset) {
    for (const change of frame.changes) {
      if (change.op === 'put' && rings(change.notification)) ringing.push(change.notification);
    }
  }
  notifications.draw(inbox, new Set(ringing.map(({id}) => id)));
  drawPosition(inbox);
  document.title = titleOf(inbox, user);
  if (!frame) return;
  application.arrived(frame);
  if (first && before.epoch !== undefined) tellMissed(inbox, before, frame.reset === true);
  else if (!first && ringing.length > TOASTS_OF_A_FRAME) tellMany(inbox, before, ringing.length);
  else if (!first) ringing.forEach(toast);
}

/**
 * @param {import('./ringside.js').Inbox} inbox
 * @param {import('./ringside.js').Inbox} before
 * @param {number} count
 */
function tellMany(inbox, before, count) {
  toast({title: `${count} notifications arrived`, content: `Revision ${before.revision} → ${inbox.revision}.`, style: 'info'});
}

/**
 * @param {import('./ringside.js').Inbox} inbox
 * @param {import('./ringside.js').Inbox} before
 * @param {boolean} reset
 */
function tellMissed(inbox, before, reset) {
  const missed = inbox.revision - before.revision;
  if (reset) {
    const why = inbox.epoch === before.epoch
      ? 'This tab was away for longer than changes are kept.'
      : 'This inbox began another history meanwhile: it was erased, or the database is another one.';
    toast({title: 'The list was taken anew', content: why, style: 'info'});
  } else if (missed > 0) {
    toast({
      title: `${counted(missed, 'missed change')} arrived`,
      content: `Revision ${before.revision} → ${inbox.revision}, nothing lost and nothing twice.`,
      style: 'success',
    });
  } else {
    toast({title: 'Nothing was missed', content: `Still at revision ${inbox.revision}.`, style: 'info'});
  }
}

function togglePlug() {
  if (client?.status === 'paused' || client?.status === 'refused') client.resume();
  else client?.pause();
}

/** @param {(client: Ringside) => Promise<void>} what */
function command(what) {
  if (client?.status === 'paused') {
    toast({title: 'Waiting for the plug', content: 'This is done as soon as the tab is plugged in again.', style: 'info'});
  }
  run(what);
}

/** @param {(client: Ringside) => Promise<void>} what */
function run(what) {
  const asked = client;
  if (!asked) return;
  what(asked).catch((error) => {
    if (asked === client) toast({title: 'That did not work', content: error.message, style: 'error'});
  });
}

/** @param {string} id */
function input(id) {
  return /** @type {HTMLInputElement} */ (byId(id));
}

/** @param {string} id @param {() => void} listener */
function onClick(id, listener) {
  byId(id).addEventListener('click', listener);
}

/** @param {string} id @param {() => void} listener */
function onSubmit(id, listener) {
  byId(id).addEventListener('submit', (event) => {
    event.preventDefault();
    listener();
  });
}
