/** The page at /rooms: who is here, which room the address names, and what becomes of the connection. */
import {App} from './app.js';
import {dialogsOf} from './dialogs.js';
import {byId, drawFace, on, picture, reasonOf, say, toast} from './dom.js';
import {openDoor, shutDoor} from './door.js';
import {drawBack} from './drawers.js';
import {drawRooms} from './room-list.js';
import {RoomView, copy} from './room-view.js';
import {forget, known, signOut} from './who.js';

/** @typedef {import('./who.js').Who} Who */

/** What an address begins with that leads to a person, as no room's id can. */
const TO = 'to:';

let accounts = false;
/** @type {App | undefined} */ let app;
/** What listens for one visit ends with it. */ let visit = new AbortController();

byId('send').append(picture('send'));
byId('empty-picture').append(picture('room'));
byId('me-link').append(picture('link'));
byId('me-devices').append(picture('devices'));
byId('sign-out').append(picture('out'));
on('sign-out', 'click', async () => {
  const who = app?.who;
  end();
  if (who) await signOut(who);
  void outside();
});
on('me-link', 'click', () => app?.user && copy(`${location.origin}${location.pathname}#${TO}${encodeURIComponent(app.user)}`, 'The link to chat with you is copied.'));
on('banner-action', 'click', () => {
  if (app?.client.status !== 'refused') app?.client.pause();
  app?.client.resume();
});
addEventListener('hashchange', () => (app ? follow() : door()));
void begin();

async function begin() {
  try {
    const found = await known();
    accounts = found.accounts;
    if (found.who) enter(found.who);
    else door();
  } catch (error) {
    door(reasonOf(error));
  }
}

/** Who was in is before the door, whose ways are not known where a token was at hand. @param {string} [problem] */
async function outside(problem) {
  accounts = await known().then((found) => found.accounts, () => accounts);
  door(problem);
}

/** @param {string} [problem] */
function door(problem) {
  openDoor({accounts, room: named(), problem}, enter);
}

function end() {
  visit.abort();
  visit = new AbortController();
  app?.end();
  app = undefined;
  dialogsOf(undefined);
}

/** @param {Who} who */
function enter(who) {
  end();
  const now = (app = new App(who));
  const view = new RoomView(now, visit.signal);
  dialogsOf(now);
  shutDoor();
  drawMe(now);
  now.addEventListener('list', () => {
    drawRooms(now);
    view.draw();
    drawMe(now);
  });
  now.addEventListener('view', () => {
    if (!now.view && named() !== undefined) history.replaceState(null, '', location.pathname);
    view.show();
    drawRooms(now);
  });
  now.addEventListener('status', (/** @type {any} */ {status, reason}) => drawStatus(now, status, reason));
  view.show();
  drawRooms(now);
  follow();
}

/** The room, or the person, that the address names. */
function named() {
  try {
    return decodeURIComponent(location.hash.slice(1)) || undefined;
  } catch {
    return undefined;
  }
}

function follow() {
  const id = named();
  drawBack();
  if (id?.startsWith(TO)) void meet(id.slice(TO.length));
  else if (id === undefined) app?.close();
  else app?.open(id);
}

/** @param {string} user */
async function meet(user) {
  try {
    const room = await app?.client.direct(user);
    if (room) location.replace(`#${encodeURIComponent(room.id)}`);
  } catch (error) {
    toast(reasonOf(error));
  }
}

/** @param {App} now */
function drawMe(now) {
  const {user = ''} = now;
  const name = now.who.name ?? now.nameOf(user);
  drawFace(byId('me-face'), user, name);
  say(byId('me-name'), name);
  say(byId('me-kind'), now.isGuest ? 'guest, for this visit' : 'signed in');
  byId('side-actions').hidden = now.isGuest;
  byId('me-link').hidden = now.isGuest;
  byId('me-devices').hidden = now.isGuest;
}

/** @param {App} now @param {string} status @param {string} [reason] */
function drawStatus(now, status, reason) {
  byId('app').dataset['status'] = status;
  if (status === 'current') drawMe(now);
  const texts = /** @type {Record<string, string>} */ ({
    offline: 'The connection is lost. What you write is sent once it is back.',
    refused: `You are no longer signed in. ${reason ?? ''}`,
  });
  // While it tries, what stood there stays.
  if (status !== 'connecting') {
    byId('banner').hidden = texts[status] === undefined;
    say(byId('banner-text'), texts[status] ?? '');
    say(byId('banner-action'), status === 'refused' ? 'Try again' : 'Try now');
  }
  if (status !== 'refused') return;
  forget();
  end();
  void outside(`You are no longer signed in here. ${reason ?? ''}`);
}
