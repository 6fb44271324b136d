/** Who is here: an account, a guest, or somebody with a token. */
import {knownKey} from '../demo-key.js';
import {CommandError} from '../ringside-rooms.js';

/**
 * `token` is absent where a cookie says who it is.
 *
 * @typedef {{kind: 'account' | 'cookie' | 'guest' | 'token', token?: string, user?: string, name?: string}} Who
 */

/** For this tab alone, so that a visit lasts over reloads. */
const KEPT = 'ringside.rooms.who';

/** @param {string} path @param {unknown} [body] @param {string} [bearer] @param {string} [method] */
async function call(path, body, bearer, method = body === undefined ? 'GET' : 'POST') {
  const answer = await fetch(`../api/${path}`, {
    method,
    cache: 'no-store',
    ...(body !== undefined && {body: JSON.stringify(body)}),
    headers: {'content-type': 'application/json', ...(bearer && {authorization: `Bearer ${bearer}`})},
  });
  const said = await answer.json().catch(() => undefined);
  if (!answer.ok) throw new CommandError(said?.type ? said : {status: answer.status, title: answer.statusText});
  return said;
}

/** @param {unknown} error */
function statusOf(error) {
  if (error instanceof CommandError) return error.problem.status;
  throw error;
}

/** Whoever this tab, or a cookie, says it is. @returns {Promise<{who?: Who, accounts: boolean}>} */
export async function known() {
  const kept = sessionStorage.getItem(KEPT);
  if (kept) return {who: JSON.parse(kept), accounts: false};
  try {
    return {who: account(await call('accounts/me')), accounts: true};
  } catch (error) {
    if (statusOf(error) === 401) return {who: await refreshed(), accounts: true};
  }
  // Without accounts, there may be the application's own cookie.
  try {
    await call('users/me/inbox');
    return {who: {kind: 'cookie'}, accounts: false};
  } catch (error) {
    statusOf(error);
    return {accounts: false};
  }
}

/** A sign-in outlives its cookie. @returns {Promise<Who | undefined>} */
export async function refreshed() {
  try {
    return account(await call('accounts/refresh', {}));
  } catch (error) {
    statusOf(error);
    return undefined;
  }
}

/** @param {{user: string, name: string}} answer @returns {Who} */
function account({user, name}) {
  return {kind: 'account', user, name};
}

/** @param {string} name @param {string} password @param {boolean} isNew */
export async function signIn(name, password, isNew) {
  return account(await call(isNew ? 'accounts' : 'accounts/sign-in', {name, password}));
}

/** @param {string} name may be empty */
export async function asGuest(name) {
  const {token, user, name: called} = await call('guests', name ? {name} : {});
  return keep({kind: 'guest', token, user, name: called});
}

/** @param {string} token */
export async function byToken(token) {
  await call('rooms?limit=1', undefined, token);
  return keep({kind: 'token', token});
}

/** Whether this browser has the demo's API key, so that the page can play anybody. */
export function canPlay() {
  return knownKey() !== undefined;
}

/** As the application, where this browser has the demo's key. @param {string} path @param {string} [method] */
export function byKey(path, method) {
  return call(path, undefined, knownKey(), method);
}

/** @param {string} name */
export async function asPlayed(name) {
  const {token} = await call(`users/${encodeURIComponent(name)}/tokens`, {ttlSeconds: 86_400}, knownKey());
  return keep({kind: 'token', token, user: name, name});
}

/** @param {Who} who */
export function keep(who) {
  sessionStorage.setItem(KEPT, JSON.stringify(who));
  return who;
}

export function forget() {
  sessionStorage.removeItem(KEPT);
}

/** @param {Who} who */
export async function signOut(who) {
  forget();
  if (who.kind === 'account') await call('accounts/sign-out', {}).catch(() => {});
}
