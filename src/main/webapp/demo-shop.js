/**
 * The demo's small shop, as one of its two people sees it. What a page of your own needs of this is the bell and a token for it;
 * everything else here plays the application, which in earnest is on a server and keeps its API key there.
 */
import {Api, ApiError} from './demo-api.js';
import {knownKey} from './demo-key.js';
import {Refusal} from './ringside.js';

/** @typedef {import('./ringside-bell.js').RingsideBell} RingsideBell */

const EXPORT_ROWS = 1204;
const EXPORT_STEPS = 20;
const EXPORT_STEP_MILLIS = 300;
const PAYMENT_MILLIS = 1200;

const query = new URLSearchParams(location.search);
const user = query.get('user') ?? 'ada';
const other = query.get('other') ?? 'grace';
const key = knownKey();
const api = new Api(key ?? '', (call) => tellParent({call}));
const bell = /** @type {RingsideBell} */ (byId('bell'));
let exports = 0;

byId('name').textContent = titled(user);
byId('face').textContent = titled(user).charAt(0);
byId('other').textContent = titled(other);
document.body.dataset['user'] = user;
document.title = `Kiosk – ${titled(user)}`;
if (query.has('order')) byId(`order-${query.get('order')}`, 'order-1043').classList.add('meant');

bell.token = async () => {
  if (key === undefined) throw new Refusal('There is no API key.');
  try {
    return await api.token(user);
  } catch (error) {
    if (error instanceof ApiError && (error.status === 401 || error.status === 403)) throw new Refusal(error.message);
    throw error;
  }
};

byId('export').addEventListener('click', () => act(runExport));
byId('pay').addEventListener('click', () => act(pay));
byId('mention').addEventListener('click', () => act(mention));
byId('network').addEventListener('click', toggleNetwork);
bell.addEventListener('ringside-status', watch);

async function runExport() {
  const name = `export-${Date.now()}-${++exports}`;
  for (let step = 0; step < EXPORT_STEPS; step++) {
    const rows = Math.round((EXPORT_ROWS * step) / EXPORT_STEPS);
    const progress = Math.round((100 * step) / EXPORT_STEPS);
    await api.replace(user, name, {title: 'Exporting orders', content: `${rows} of ${EXPORT_ROWS} rows`, progress, quiet: step > 0});
    await pause(EXPORT_STEP_MILLIS);
  }
  await api.replace(user, name, {title: 'Export ready', content: `${EXPORT_ROWS} rows, 48 KB`, style: 'success', link: pageOf(user, other, '1041')});
}

async function pay() {
  say('The bank is being asked…');
  await pause(PAYMENT_MILLIS);
  await api.publish(user, {title: 'Payment failed', content: 'The card that ends in 4242 was refused.', style: 'error', category: 'billing'});
  say('');
}

async function mention() {
  await api.publish(other, {
    title: `${titled(user)} mentioned you`,
    content: `“@${other}, who on earth ordered forty-one cinnamon rolls?”`,
    link: pageOf(other, user, '1043'),
  });
  say(`${titled(other)} was told.`);
}

/** Runs one of them, and says what was wrong if something was. @param {() => Promise<void>} action */
async function act(action) {
  say('');
  try {
    await action();
  } catch (error) {
    say(error instanceof Error ? error.message : String(error));
  }
}

function toggleNetwork() {
  const {client} = bell;
  const on = byId('network').getAttribute('aria-checked') !== 'true';
  byId('network').setAttribute('aria-checked', String(on));
  byId('network-said').textContent = on ? '' : `${titled(user)}’s bell stands still. Ring a few times, then switch it on again.`;
  if (on) client?.resume();
  else client?.pause();
}

/** @type {unknown} */ let watched;

/** Shows the page around this one what goes over the socket. */
function watch() {
  const {client} = bell;
  if (!client || client === watched) return;
  watched = client;
  client.addEventListener('frame', (event) => {
    const {direction, message} = /** @type {import('./ringside.js').FrameEvent} */ (event);
    tellParent({frame: {user, direction, message}});
  });
}

/** @param {object} message */
function tellParent(message) {
  if (parent !== window) parent.postMessage({ringsideDemo: message}, location.origin);
}

/** @param {string} who @param {string} theOther @param {string} order */
function pageOf(who, theOther, order) {
  return `/demo-shop.html?${new URLSearchParams({user: who, other: theOther, order})}`;
}

/** @param {string} name */
function titled(name) {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

/** @param {string} text */
function say(text) {
  byId('answer').textContent = text;
}

/** @param {number} millis */
function pause(millis) {
  return new Promise((resolve) => setTimeout(resolve, millis));
}

/** @param {...string} ids the first of them that is there @returns {HTMLElement} */
function byId(...ids) {
  const element = ids.map((id) => document.getElementById(id)).find((each) => each !== null);
  if (!element) throw new Error(`The page has no #${ids[0]}.`);
  return element;
}
