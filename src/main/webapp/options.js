/** What the client is made with: types alone. */

/** @typedef {import('./ringside-events.js').ChangeEvent} ChangeEvent */
/** @typedef {import('./ringside-events.js').StatusEvent} StatusEvent */

/**
 * @typedef {object} Socket the part of a WebSocket that is used
 * @property {(text: string) => void} send
 * @property {(code?: number, reason?: string) => void} close
 * @property {((event: any) => void) | null} onopen
 * @property {((event: any) => void) | null} onmessage
 * @property {((event: any) => void) | null} onclose
 */

/**
 * @typedef {object} Options
 * @property {string} socket the address, `ws:` or `wss:`
 * @property {() => Promise<string>} token a user token; asked for at first and again when the server no longer takes the last
 *   one. Throw a `Refusal` to say that there will be none; after any other error it is asked again, later.
 * @property {string} [api] where the HTTP API is, `/api` by default; only `older` uses it
 * @property {number} [limit] rows of a first snapshot, 0 to 100; the server's default is 50
 * @property {boolean} [unreadOnly] a snapshot of unread rows only
 * @property {(event: ChangeEvent) => void} [onChange]
 * @property {(event: StatusEvent) => void} [onStatus]
 * @property {(url: string) => Socket} [open] makes a socket; for tests
 * @property {() => number} [random] for tests
 */

export {};
