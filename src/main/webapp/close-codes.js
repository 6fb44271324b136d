/** The close codes after which a client comes back: docs/protocol.md. */
export const COMES_BACK = new Set([1001, 1006, 1012, 4413]);

export const NOT_AUTHENTICATED = 4401;
