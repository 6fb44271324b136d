/** After these close codes of docs/protocol.md a client comes back. After any other it would only be refused again. */
export const COMES_BACK = new Set([1001, 1006, 1012, 4413]);

export const NOT_AUTHENTICATED = 4401;
