/** The few calls of Ringside's HTTP API that the demo makes as the application. */

/** @typedef {{method: string, path: string, body: object}} Call */

/** An answer other than a good one, in words for a person. */
export class ApiError extends Error {
  name = 'ApiError';

  /**
   * @param {number} status 0 where there was no answer
   * @param {string} detail
   * @param {{field: string, detail: string}[]} [errors]
   */
  constructor(status, detail, errors = []) {
    super(detail);
    this.status = status;
    this.errors = errors;
  }
}

/** The application's side: all that an API key may do here. */
export class Api {
  #key;
  #onCall;

  /**
   * @param {string} key
   * @param {(call: Call) => void} [onCall] is told of each notification that was sent
   */
  constructor(key, onCall = () => {}) {
    this.#key = key;
    this.#onCall = onCall;
  }

  /** @param {string} user @returns {Promise<string>} */
  async token(user) {
    return (await this.#call('POST', `${pathOf(user)}/tokens`, {ttlSeconds: 3600})).body.token;
  }

  /**
   * @param {string} user
   * @param {object} notification
   */
  publish(user, notification) {
    return this.#send({method: 'POST', path: `${pathOf(user)}/notifications`, body: notification});
  }

  /**
   * @param {string} user
   * @param {string} key
   * @param {object} notification
   */
  replace(user, key, notification) {
    return this.#send({method: 'PUT', path: `${pathOf(user)}/notifications/by-key/${encodeURIComponent(key)}`, body: notification});
  }

  /** @param {Call} sent */
  async #send(sent) {
    await this.#call(sent.method, sent.path, sent.body);
    this.#onCall(sent);
  }

  /**
   * @param {string} method
   * @param {string} path
   * @param {object} body
   */
  #call(method, path, body) {
    return call(path, {
      method,
      headers: {authorization: `Bearer ${this.#key}`, 'content-type': 'application/json'},
      body: JSON.stringify(body),
    });
  }
}

/** @param {string} user */
function pathOf(user) {
  return `/api/users/${encodeURIComponent(user)}`;
}

/**
 * @param {string} path
 * @param {RequestInit} [request]
 * @returns {Promise<{status: number, body: any}>}
 */
async function call(path, request) {
  let response;
  try {
    response = await fetch(path, request);
  } catch {
    throw new ApiError(0, `Ringside does not answer at ${location.origin}. Is it running?`);
  }
  const body = await response.json().catch(() => undefined);
  if (response.ok) return {status: response.status, body};
  throw new ApiError(response.status, body?.detail ?? body?.title ?? `The answer was ${response.status}.`, body?.errors);
}
