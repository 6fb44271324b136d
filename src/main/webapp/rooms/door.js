/** The door: who comes in, and how. */
import {byId, input, on, onSubmit, say} from './dom.js';
import {asGuest, asPlayed, byToken, canPlay, signIn} from './who.js';

/** @typedef {import('./who.js').Who} Who */

/** @type {(who: Who) => void} */
let enter = () => {};

onSubmit('guest-form', 'door-problem', async () => enter(await asGuest(input('guest-name').value.trim())));
onSubmit('token-form', 'door-problem', async () => enter(await byToken(input('token-input').value.trim())));
onSubmit('play-form', 'door-problem', async () => enter(await asPlayed(input('play-name').value.trim())));
onSubmit('account-form', 'door-problem', async ({submitter}) => {
  const isNew = submitter?.getAttribute('value') === 'up';
  const who = await signIn(input('account-name').value, input('account-password').value, isNew);
  input('account-password').value = '';
  enter(who);
});
on('link-form', 'submit', (event) => {
  event.preventDefault();
  const given = input('link-input').value.trim();
  if (given) location.hash = given.includes('#') ? given.slice(given.indexOf('#') + 1) : encodeURIComponent(given);
});

/**
 * @param {{accounts: boolean, room: string | undefined, problem?: string}} how
 * @param {(who: Who) => void} then
 */
export function openDoor({accounts, room, problem = ''}, then) {
  enter = then;
  byId('app').hidden = true;
  byId('door').hidden = false;
  say(byId('door-heading'), room === undefined ? 'Rooms to talk in' : 'Somebody has sent you a link to a room');
  say(byId('door-hint'), hint(accounts, room));
  say(byId('door-problem'), problem);
  byId('guest-form').hidden = room === undefined;
  byId('account-form').hidden = !accounts;
  byId('play-form').hidden = !canPlay();
  byId('link-form').hidden = room !== undefined;
  /** @type {HTMLDetailsElement} */ (byId('token-details')).open = room === undefined && !accounts && !canPlay();
  input('token-input').value = '';
}

export function shutDoor() {
  byId('door').hidden = true;
  byId('app').hidden = false;
}

/** @param {boolean} accounts @param {string | undefined} room */
function hint(accounts, room) {
  if (room !== undefined) return accounts ? 'Come in as a guest, for one visit, or sign in.' : 'Come in as a guest, for one visit.';
  if (accounts) return 'Sign in to make rooms and to chat directly, or open a room by its link.';
  return 'Open a room by its link, or come in by a token of your application to make rooms yourself.';
}
