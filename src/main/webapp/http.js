/** The one call over HTTP that the client makes: older rows. */
import {CommandError} from './ringside-events.js';

/**
 * Gets JSON with a user's token, and with a new one where the old one has expired.
 *
 * @param {string} url
 * @param {{current: () => Promise<string>, drop: () => void}} token
 * @throws {CommandError} for an answer that is a problem
 */
export async function getAsUser(url, token) {
  for (let renewed = false; ; renewed = true) {
    const headers = {authorization: `Bearer ${await token.current()}`};
    const answer = await fetch(url, {headers});
    if (answer.ok) return answer.json();
    if (answer.status !== 401 || renewed) {
      throw new CommandError(await answer.json().catch(() => ({status: answer.status, title: answer.statusText})));
    }
    token.drop();
  }
}
