/** @import {End, Init, Options} from './transport.d.ts' */
import {CommandError, Refusal, messageOf} from './ringside-events.js';

const HERE = import.meta.url.replace(/[^/?#]*([?#].*)?$/, '');

/** Calls over HTTP, and the token. */
export class Http {
  #ask;
  /** @type {Promise<string | undefined> | undefined} */ #token;

  /** @param {Options} options */
  constructor({token, api, server = HERE.startsWith('http') ? HERE : undefined}) {
    this.#ask = token;
    this.api = api ?? (server && `${String(server).replace(/\/$/, '')}/api`);
  }

  /** Undefined where cookies say who it is. @returns {Promise<string | undefined>} */
  token() {
    return (this.#token ??= this.#newToken());
  }

  async #newToken() {
    await undefined;
    try {
      return (await this.#ask?.()) || undefined;
    } catch (error) {
      this.#token = undefined;
      throw error instanceof Refusal ? error : new Error(`No token: ${messageOf(error)}`);
    }
  }

  /** @returns {boolean} whether there may be another one */
  dropToken() {
    this.#token = undefined;
    return this.#ask !== undefined;
  }

  /** The socket's address. @param {AbortSignal} signal @returns {Promise<string>} */
  async socket(signal) {
    const answer = await fetch(`${this.api}/client`, {signal, cache: 'no-store'});
    if (!answer.ok) throw await problemOf(answer);
    return (await answer.json()).socket;
  }

  /** Calls as the user, with a new token where the old one has expired. @param {string} path @param {Init} [init] */
  async call(path, {headers, ...init} = {}) {
    if (!this.api) throw new Error('Say where the server is.');
    for (let renewed = false; ; renewed = true) {
      const token = await this.token();
      const answer = await fetch(`${this.api}/users/me/${path}`, {
        cache: 'no-store',
        ...init,
        ...(token ? {headers: {...headers, authorization: `Bearer ${token}`}} : {headers, credentials: 'include'}),
      });
      if (answer.ok && /json|event-s/.test(answer.headers.get('content-type') ?? '')) return answer;
      if (answer.status !== 401 || renewed || !this.dropToken()) throw await problemOf(answer);
    }
  }
}

/** @param {Response} answer */
async function problemOf(answer) {
  const problem = await answer.json().catch(() => {});
  const seconds = Number(answer.headers.get('retry-after') ?? NaN);
  const {status, statusText: title} = answer;
  return new CommandError(problem?.type ? problem : {status, title}, seconds >= 0 ? seconds * 1000 : undefined);
}

/** Whether it is the server's own answer. @param {unknown} error @returns {error is CommandError} */
export function isOurs(error) {
  return error instanceof CommandError && error.problem.type !== undefined;
}

/** What it means for a connection. @param {unknown} error @returns {End} */
export function endOf(error) {
  const reason = messageOf(error);
  if (!(error instanceof CommandError)) return {reason, refused: error instanceof Refusal};
  const {problem: {status}, retryAfterMillis: afterMillis} = error;
  const blocked = !isOurs(error);
  return {reason, afterMillis, blocked, refused: !blocked && status < 500 && status !== 408 && status !== 429};
}
