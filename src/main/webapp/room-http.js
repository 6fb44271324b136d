/** @import {Options} from './transport.d.ts' */
import {Http} from './http.js';
import {CommandError} from './ringside-events.js';

/** Calls about rooms. */
export class RoomHttp extends Http {
  /**
   * Calls as the user, with a new token where the old one has expired.
   *
   * @param {string} path below `/api/`
   * @param {{method?: string, body?: unknown, signal?: AbortSignal}} [call]
   * @returns {Promise<any>} what the answer says, or undefined where it says nothing
   */
  async ask(path, {method = 'GET', body, signal} = {}) {
    if (!this.api) throw new Error('Say where the server is.');
    for (let renewed = false; ; renewed = true) {
      const token = await this.token();
      /** @type {Record<string, string>} */ const headers = {};
      if (token) headers['authorization'] = `Bearer ${token}`;
      if (body !== undefined) headers['content-type'] = 'application/json';
      const answer = await fetch(`${this.api}/${path}`, {
        method,
        headers,
        signal,
        cache: 'no-store',
        credentials: token ? 'omit' : 'include',
        ...(body !== undefined && {body: JSON.stringify(body)}),
      });
      const said = await answer.json().catch(() => undefined);
      if (answer.ok) return said;
      if (answer.status !== 401 || renewed || !this.dropToken()) throw refusal(answer, said);
    }
  }
}

/** @param {Response} answer @param {any} problem */
function refusal(answer, problem) {
  const seconds = Number(answer.headers.get('retry-after') ?? NaN);
  const {status, statusText: title} = answer;
  return new CommandError(problem?.type ? problem : {status, title}, seconds >= 0 ? seconds * 1000 : undefined);
}
