/** Where the bell gets its user token from. */
import {Refusal} from './ringside.js';

/**
 * @param {string | (() => Promise<string>) | undefined} token
 * @param {string | null} url answers a token, as text or as `{"token":"…"}`, to whoever is signed in to the page's site
 * @returns {(() => Promise<string>) | undefined} undefined where cookies are to say who it is
 */
export function tokenFrom(token, url) {
  if (typeof token === 'function') return token;
  if (token) return async () => token;
  if (url === null) return undefined;
  return async () => {
    const answer = await fetch(new URL(url, document.baseURI), {credentials: 'include', cache: 'no-store'});
    if (answer.status === 401 || answer.status === 403) throw new Refusal('Nobody is signed in.');
    if (!answer.ok) throw new Error(`${url} answered ${answer.status}.`);
    const text = (await answer.text()).trim();
    return text.startsWith('{') ? JSON.parse(text).token : text;
  };
}
