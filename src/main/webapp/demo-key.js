/**
 * Where the demo keeps the API key. An API key may do everything, so it belongs on a server; this page has one because it plays
 * the application. On the machine's own address it outlives the tab; anywhere else it does not.
 */

const NAME = 'ringside.demo.key';
const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/;

export const onLoopback = LOOPBACK.test(location.hostname);

const storage = onLoopback ? localStorage : sessionStorage;

/** Takes a key from the address, where the link that the server prints has it, and does not leave it there. */
export function takeKeyFromAddress() {
  const key = new URLSearchParams(location.hash.slice(1)).get('key')?.trim();
  if (!key) return;
  history.replaceState(null, '', location.pathname + location.search);
  keepKey(key);
}

/** @returns {string | undefined} */
export function knownKey() {
  return storage.getItem(NAME) ?? undefined;
}

/** @param {string} key */
export function keepKey(key) {
  storage.setItem(NAME, key);
}

export function forgetKey() {
  localStorage.removeItem(NAME);
  sessionStorage.removeItem(NAME);
}
