/** Why a connection ended, and whether to come back: the close codes of docs/protocol.md. */

/** After these a client comes back. After any other it would only be refused again. */
export const COMES_BACK = new Set([1001, 1006, 1012, 4413]);

export const ASKED = 1000;
export const LOST = 1006;
export const NOT_AUTHENTICATED = 4401;

/** @type {Record<number, string>} */
const WHY = {
  1000: 'The server closed the connection.',
  1009: 'A message was too big.',
  4400: 'The server could not read what was sent.',
  4401: 'The token was not accepted.',
  4403: 'This is not allowed.',
  4408: 'The greeting came too late.',
  4409: 'This user has too many open sessions.',
  4410: 'This inbox was erased.',
  4411: 'The user was signed out.',
  4429: 'Too many messages were sent.',
};

/**
 * A sentence for people.
 *
 * @param {number} code
 * @param {string} reason as the server gave it, possibly empty
 */
export function whyClosed(code, reason) {
  return WHY[code] ?? (reason || `The server closed the connection (${code}).`);
}
