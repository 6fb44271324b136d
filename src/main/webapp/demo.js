/** The demo: the key, the two windows, and beside them the code that makes what is seen in them. */
import {Api, ApiError} from './demo-api.js';
import {curl, pageLines, tokenCurl} from './demo-code.js';
import {forgetKey, keepKey, knownKey, onLoopback, takeKeyFromAddress} from './demo-key.js';

/** @typedef {import('./demo-api.js').Call} Call */

const PEOPLE = /** @type {const} */ ([['ada', 'grace'], ['grace', 'ada']]);
const FRAMES_KEPT = 60;
/** What is shown before anything was sent. @type {Call} */
const EXAMPLE = {
  method: 'POST',
  path: '/api/users/ada/notifications',
  body: {title: 'Export ready', content: '1204 rows, 48 KB', style: 'success', link: '/exports/7'},
};

let key = '';
/** @type {Call} */ let last = EXAMPLE;

takeKeyFromAddress();
byId('key-kept').textContent = onLoopback
  ? 'This browser keeps the key until you press “Forget key”.'
  : 'This tab keeps the key, and nothing else does.';
byId('key-form').addEventListener('submit', (event) => {
  event.preventDefault();
  const given = input('key-input').value.trim();
  if (given) void enter(given);
  else askForKey('Paste the key first. It begins with rsk_.');
});
byId('key-forget').addEventListener('click', () => {
  forgetKey();
  input('key-input').value = '';
  askForKey();
});
byId('reveal').addEventListener('change', drawCode);
for (const button of document.querySelectorAll('[data-copy]')) button.addEventListener('click', () => copy(/** @type {HTMLElement} */ (button)));
addEventListener('message', ({origin, data}) => origin === location.origin && data?.ringsideDemo && heard(data.ringsideDemo));
// The link that the server prints, pasted into a tab that has the page open already, changes the fragment only.
addEventListener('hashchange', () => {
  if (!location.hash.startsWith('#key=')) return;
  takeKeyFromAddress();
  begin();
});
begin();

function begin() {
  const known = knownKey();
  if (known) void enter(known);
  else askForKey();
}

/** @param {string} [problem] */
function askForKey(problem = '') {
  byId('stage').hidden = true;
  byId('key-shown').hidden = true;
  byId('key-card').hidden = false;
  byId('key-problem').textContent = problem;
  for (const [user] of PEOPLE) frame(user).removeAttribute('src');
  input('key-input').select();
}

/** Tries the key before anything is shown that needs it. @param {string} given */
async function enter(given) {
  try {
    await new Api(given).token(PEOPLE[0][0]);
  } catch (error) {
    if (error instanceof ApiError && (error.status === 401 || error.status === 403)) forgetKey();
    askForKey(error instanceof Error ? error.message : String(error));
    return;
  }
  key = given;
  keepKey(key);
  byId('key-masked').textContent = masked(key);
  byId('key-shown').hidden = false;
  byId('key-card').hidden = true;
  byId('stage').hidden = false;
  for (const [user, other] of PEOPLE) frame(user).src = `demo-shop.html?user=${user}&other=${other}`;
  drawCode();
}

/** @param {{call?: Call, frame?: {user: string, direction: string, message: unknown}}} told by one of the windows */
function heard({call, frame: told}) {
  if (call) {
    last = call;
    byId('ring-said').textContent = 'What the shop above has just sent.';
    drawCode();
  }
  if (told) {
    const line = document.createElement('li');
    line.dataset['direction'] = told.direction;
    const who = document.createElement('span');
    who.textContent = `${told.user} ${told.direction === 'sent' ? '→' : '←'}`;
    const what = document.createElement('code');
    what.textContent = JSON.stringify(told.message);
    line.append(who, what);
    byId('frames').prepend(line);
    while (byId('frames').childElementCount > FRAMES_KEPT) byId('frames').lastElementChild?.remove();
  }
}

function drawCode() {
  const shown = input('reveal').checked ? key : masked(key);
  byId('code-page').textContent = pageLines(location.origin);
  byId('code-token').textContent = tokenCurl(location.origin, shown);
  byId('code-ring').textContent = curl(location.origin, shown, last);
}

/** Copies what can be run as it is: with the key. @param {HTMLElement} button */
async function copy(button) {
  const id = button.dataset['copy'] ?? '';
  const text = {'code-page': pageLines(location.origin), 'code-token': tokenCurl(location.origin, key), 'code-ring': curl(location.origin, key, last)}[id] ?? '';
  try {
    await navigator.clipboard.writeText(text);
    button.textContent = 'Copied';
  } catch {
    input('reveal').checked = true;
    drawCode();
    getSelection()?.selectAllChildren(byId(id));
    button.textContent = 'Selected';
  }
  setTimeout(() => (button.textContent = 'Copy'), 1500);
}

/** @param {string} secret */
function masked(secret) {
  return secret.startsWith('rsk_') ? `rsk_••••${secret.length > 16 ? secret.slice(-4) : ''}` : '••••••••';
}

/** @param {string} id @returns {HTMLElement} */
function byId(id) {
  const element = document.getElementById(id);
  if (!element) throw new Error(`The page has no #${id}.`);
  return element;
}

/** @param {string} id */
function input(id) {
  return /** @type {HTMLInputElement} */ (byId(id));
}

/** @param {string} id */
function frame(id) {
  return /** @type {HTMLIFrameElement} */ (byId(id));
}
