/** The few calls of Ringside's HTTP API that the demo makes as the application. */

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

  /** @param {string} key */
  constructor(key) {
    this.#key = key;
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
    return this.#call('POST', `${pathOf(user)}/notifications`, notification);
  }

  /**
   * @param {string} user
   * @param {string} key
   * @param {object} notification
   */
  replace(user, key, notification) {
    return this.#call('PUT', `${pathOf(user)}/notifications/by-key/${encodeURIComponent(key)}`, notification);
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

/** @returns {Promise<string>} the address of the socket */
export async function socketAddress() {
  return (await call('/api/client')).body.socket;
}

/** @param {string} user */
export function pathOf(user) {
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
