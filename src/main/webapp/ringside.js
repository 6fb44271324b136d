/**
 * Ringside's client for a page: follows one user's inbox over a WebSocket and keeps it equal to the server's, whatever becomes
 * of the connection. It has no dependency and knows nothing of what the page looks like.
 *
 *     import {connect, list} from './ringside.js';
 *
 *     const ringside = connect({
 *       socket: 'wss://example.org/ws',
 *       token: async () => (await fetch('/my-token')).text(),
 *       onChange: ({inbox}) => render(inbox.unread, list(inbox)),
 *     });
 *     await ringside.read([id]);
 *
 * The rules it follows are those of docs/protocol.md.
 */
import {ASKED, COMES_BACK, LOST, NOT_AUTHENTICATED, whyClosed} from './close-codes.js';
import {Commands} from './commands.js';
import {EMPTY, apply, follows, merge} from './inbox.js';
import {ChangeEvent, CommandError, FrameEvent, Refusal, StatusEvent} from './ringside-events.js';

export {list, rings} from './inbox.js';
export {ChangeEvent, CommandError, FrameEvent, Refusal, StatusEvent} from './ringside-events.js';

/** @typedef {import('./inbox.js').Inbox} Inbox */
/** @typedef {import('./inbox.js').InboxFrame} InboxFrame */
/** @typedef {import('./inbox.js').Notification} Notification */
/** @typedef {import('./ringside-events.js').Problem} Problem */
/** @typedef {import('./ringside-events.js').Status} Status */

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
 *   one. Throw a {@link Refusal} to say that there will be none; after any other error it is asked again, later.
 * @property {string} [api] where the HTTP API is, `/api` by default; only {@link Ringside.older} uses it
 * @property {number} [limit] rows of a first snapshot, 0 to 100; the server's default is 50
 * @property {boolean} [unreadOnly] a snapshot of unread rows only
 * @property {(event: ChangeEvent) => void} [onChange]
 * @property {(event: StatusEvent) => void} [onStatus]
 * @property {(url: string) => Socket} [open] makes a socket; for tests
 * @property {() => number} [random] for tests
 */

const SUBPROTOCOL = 'ringside.v1';
const FIRST_WAIT_MILLIS = 500;
const LONGEST_WAIT_MILLIS = 30_000;
/** A connection that was current for this long was a good one: the next failure is a first one. */
const STEADY_MILLIS = 10_000;
/** From dialling to `welcome`. */
const GREETING_MILLIS = 15_000;
/** For an answer when the machine has just woken up: a connection from before is likely to be dead. */
const PROBE_MILLIS = 5_000;
const TRIES_FOR_A_PAGE = 3;

/**
 * One user's inbox, kept up to date. Fires {@link ChangeEvent}, {@link StatusEvent} and {@link FrameEvent}.
 */
export class Ringside extends EventTarget {
  /** @type {Options} */ #options;
  /** @type {Inbox} */ #inbox = EMPTY;
  /** @type {Status} */ #status = 'paused';
  /** @type {string | undefined} */ #token;
  /** @type {Socket | undefined} */ #socket;
  /** Raised by whatever makes a dial in progress pointless. */ #turn = 0;
  #greeted = false;
  /** Whether the next inbox frame is the first of its connection. */ #first = true;
  #heartbeatMillis = 25_000;
  /** @type {number | undefined} */ #retryAfterMillis;
  /** Whether the server named the time to come back, which no wake-up may cut short. */ #named = false;
  /** Whether the last token was fetched because the one before it was not taken. */ #renewed = false;
  #failures = 0;
  /** Frames in a row that did not follow; after two our own position is not to be trusted. */ #gaps = 0;
  /** @type {number | undefined} */ #currentSince;
  /** @type {ReturnType<typeof setTimeout> | undefined} */ #retry;
  /** @type {ReturnType<typeof setTimeout> | undefined} */ #silence;
  #commands = new Commands();
  /** @param {Event} event */
  #onWake = ({type}) => {
    if (type !== 'visibilitychange' || document.visibilityState === 'visible') this.#wake();
  };

  /** @param {Options} options */
  constructor(options) {
    super();
    this.#options = options;
    const {onChange, onStatus} = options;
    if (onChange) this.addEventListener('change', (event) => onChange(/** @type {ChangeEvent} */ (event)));
    if (onStatus) this.addEventListener('status', (event) => onStatus(/** @type {StatusEvent} */ (event)));
    globalThis.addEventListener?.('online', this.#onWake);
    globalThis.addEventListener?.('pageshow', this.#onWake);
    globalThis.document?.addEventListener('visibilitychange', this.#onWake);
  }

  /** @returns {Inbox} what is known; replaced as a whole by every change */
  get inbox() {
    return this.#inbox;
  }

  /** @returns {Status} */
  get status() {
    return this.#status;
  }

  /** Connects, or comes back after {@link pause} or a refusal, from the position where it was. */
  resume() {
    if (this.#status === 'closed') throw new Error('This client was closed; make another one.');
    if (this.#status !== 'paused' && this.#status !== 'refused') return;
    this.#failures = 0;
    this.#renewed = false;
    this.#dial();
  }

  /** Goes offline and stays there. What is known is kept; commands wait. */
  pause() {
    if (this.#status === 'closed' || this.#status === 'paused') return;
    this.#hangUp();
    this.#become('paused');
  }

  /** Ends it for good; commands that were not answered are rejected. */
  close() {
    if (this.#status === 'closed') return;
    this.#hangUp();
    globalThis.removeEventListener?.('online', this.#onWake);
    globalThis.removeEventListener?.('pageshow', this.#onWake);
    globalThis.document?.removeEventListener('visibilitychange', this.#onWake);
    this.#become('closed');
    this.#commands.rejectAll('The client was closed.');
  }

  /**
   * Marks as read. Like the other commands it waits while offline, is sent again after a lost connection (doing it twice does
   * no harm), resolves once the server has done it, and rejects with a {@link CommandError}.
   *
   * @param {string[]} ids up to 1,000
   */
  read(ids) {
    return this.#command({type: 'read', ids});
  }

  /**
   * Marks as read all that stands at or below a revision, loaded or not; what arrives meanwhile stays unread.
   *
   * @param {number} revision
   */
  readThrough(revision = this.#inbox.revision) {
    const {epoch} = this.#inbox;
    return this.#command({type: 'read', through: revision, ...(epoch !== undefined && {epoch})});
  }

  /** @param {string[]} ids up to 1,000 */
  unread(ids) {
    return this.#command({type: 'unread', ids});
  }

  /** @param {string[]} ids up to 1,000 */
  delete(ids) {
    return this.#command({type: 'delete', ids});
  }

  /**
   * Loads older rows over HTTP.
   *
   * @param {number} limit 1 to 100
   * @returns {Promise<void>}
   */
  async older(limit = 50) {
    for (let tries = 0; tries < TRIES_FOR_A_PAGE && this.#inbox.more; tries++) {
      const query = new URLSearchParams({before: String(this.#inbox.floor), limit: String(limit)});
      if (this.#options.unreadOnly) query.set('unread', 'true');
      const page = await this.#get(`/users/me/notifications?${query}`);
      const before = this.#inbox;
      const after = merge(before, page);
      if (after !== before) {
        this.#inbox = after;
        this.dispatchEvent(new ChangeEvent(after, before, undefined, false));
        return;
      }
      // The page lay behind what the socket has brought since: ask again.
    }
  }

  async #dial() {
    const turn = ++this.#turn;
    this.#become('connecting');
    /** @type {Socket} */
    let socket;
    try {
      this.#token ??= await this.#options.token();
      if (turn !== this.#turn) return;
    } catch (error) {
      if (turn !== this.#turn) return;
      if (error instanceof Refusal) this.#refuse(error.message);
      else this.#comeBack(`No token: ${messageOf(error)}`);
      return;
    }
    try {
      socket = (this.#options.open ?? openWebSocket)(this.#options.socket);
    } catch (error) {
      this.#refuse(`The address ${this.#options.socket} cannot be used: ${messageOf(error)}`);
      return;
    }
    this.#socket = socket;
    this.#greeted = false;
    this.#first = true;
    this.#retryAfterMillis = undefined;
    this.#currentSince = undefined;
    // Whatever a socket says after we gave it up is no longer our business.
    socket.onopen = () => socket === this.#socket && this.#hello();
    socket.onmessage = ({data}) => socket === this.#socket && this.#receive(data);
    socket.onclose = ({code, reason}) => socket === this.#socket && this.#closed(code, reason);
    this.#listen(GREETING_MILLIS, () => this.#drop('The server did not answer.'));
  }

  #hello() {
    const {epoch, revision} = this.#inbox;
    const {limit, unreadOnly} = this.#options;
    this.#send({
      type: 'hello',
      token: this.#token,
      ...(epoch !== undefined && this.#gaps < 2 && {epoch, revision}),
      ...(limit !== undefined && {limit}),
      ...(unreadOnly && {unreadOnly}),
    });
  }

  /** @param {string} text */
  #receive(text) {
    /** @type {any} */
    let message;
    try {
      message = JSON.parse(text);
    } catch {
      this.#drop('The server sent what is not JSON.');
      return;
    }
    this.dispatchEvent(new FrameEvent('received', message));
    if (message.type === 'welcome') this.#welcome(message);
    if (this.#greeted) this.#listen(this.#heartbeatMillis, () => this.#probe(this.#heartbeatMillis));
    switch (message.type) {
      case 'inbox':
        this.#follow(message);
        break;
      case 'ok':
      case 'error':
        this.#answer(message);
        break;
      case 'bye':
        this.#retryAfterMillis = message.retryAfterMillis;
        break;
    }
  }

  /** @param {{heartbeatSeconds?: number}} message */
  #welcome({heartbeatSeconds}) {
    if (heartbeatSeconds) this.#heartbeatMillis = heartbeatSeconds * 1000;
    this.#greeted = true;
    for (const message of this.#commands.unanswered()) this.#send(message);
  }

  /** @param {InboxFrame} frame */
  #follow(frame) {
    if (!follows(this.#inbox, frame)) {
      this.#gaps += 1;
      this.#drop('Something was missed.');
      return;
    }
    const before = this.#inbox;
    const first = this.#first;
    this.#inbox = apply(before, frame);
    this.#gaps = 0;
    this.#first = false;
    this.#renewed = false;
    if (first) {
      this.#currentSince = Date.now();
      this.#become('current');
    }
    this.dispatchEvent(new ChangeEvent(this.#inbox, before, frame, first));
  }

  /** @param {{type: 'ok' | 'error', ref?: string, problem?: Problem}} message */
  #answer(message) {
    if (this.#greeted) {
      this.#commands.settle(message);
      return;
    }
    // Only the greeting can be meant, and saying it again would change nothing.
    const {problem} = message;
    this.#hangUp();
    this.#refuse(problem?.detail ?? problem?.title ?? 'The server did not take the greeting.');
  }

  /**
   * @param {Record<string, unknown>} command
   * @returns {Promise<void>}
   */
  #command(command) {
    if (this.#status === 'closed' || this.#status === 'refused') {
      return Promise.reject(new Error(`Nothing can be sent: the client is ${this.#status}.`));
    }
    const {message, answered} = this.#commands.add(command);
    if (this.#greeted) this.#send(message);
    return answered;
  }

  /** @param {Record<string, any>} message */
  #send(message) {
    this.#socket?.send(JSON.stringify(message));
    const {token, ...shown} = message;
    this.dispatchEvent(new FrameEvent('sent', shown));
  }

  /** Asks whether anybody is there. @param {number} patience in milliseconds */
  #probe(patience) {
    this.#send({type: 'ping'});
    this.#listen(patience, () => this.#drop('The server fell silent.'));
  }

  /**
   * Does something if nothing is heard for a while; being called again starts the while anew.
   *
   * @param {number} millis
   * @param {() => void} onSilence
   */
  #listen(millis, onSilence) {
    clearTimeout(this.#silence);
    this.#silence = setTimeout(onSilence, millis);
  }

  /** The browser says that the network or the person is back. */
  #wake() {
    if (this.#status === 'offline' && !this.#named) this.#dialNow();
    else if (this.#greeted) this.#probe(Math.min(PROBE_MILLIS, this.#heartbeatMillis));
  }

  #dialNow() {
    clearTimeout(this.#retry);
    this.#dial();
  }

  /** Gives a connection up without waiting for the other side, which may not be there. @param {string} reason */
  #drop(reason) {
    this.#hangUp();
    this.#closed(LOST, reason);
  }

  #hangUp() {
    const socket = this.#socket;
    this.#turn += 1;
    this.#socket = undefined;
    this.#greeted = false;
    clearTimeout(this.#silence);
    clearTimeout(this.#retry);
    socket?.close(ASKED);
  }

  /**
   * @param {number} code
   * @param {string} reason
   */
  #closed(code, reason) {
    this.#socket = undefined;
    this.#greeted = false;
    clearTimeout(this.#silence);
    if (this.#currentSince !== undefined && Date.now() - this.#currentSince >= STEADY_MILLIS) this.#failures = 0;
    if (code === NOT_AUTHENTICATED && !this.#renewed) {
      this.#token = undefined;
      this.#renewed = true;
      this.#comeBack('The token is no longer accepted.');
    } else if (COMES_BACK.has(code)) {
      this.#comeBack(reason || 'The connection was lost.', this.#retryAfterMillis);
    } else {
      this.#refuse(whyClosed(code, reason));
    }
  }

  /**
   * Full jitter: anywhere between at once and the longest wait of this try, so that many clients do not come back together.
   *
   * @param {string} reason
   * @param {number} [namedMillis] the wait that the server asked for
   */
  #comeBack(reason, namedMillis) {
    const longest = Math.min(LONGEST_WAIT_MILLIS, FIRST_WAIT_MILLIS * 2 ** this.#failures);
    this.#failures += 1;
    this.#named = namedMillis !== undefined;
    const wait = namedMillis ?? (this.#options.random ?? Math.random)() * longest;
    this.#retry = setTimeout(() => this.#dial(), wait);
    this.#become('offline', reason, Date.now() + wait);
  }

  /** @param {string} reason */
  #refuse(reason) {
    this.#token = undefined;
    this.#become('refused', reason);
    this.#commands.rejectAll(reason);
  }

  /**
   * @param {Status} status
   * @param {string} [reason]
   * @param {number} [retryAt]
   */
  #become(status, reason, retryAt) {
    this.#status = status;
    this.dispatchEvent(new StatusEvent(status, reason, retryAt));
  }

  /** @param {string} path */
  async #get(path) {
    for (let renewed = false; ; renewed = true) {
      const token = (this.#token ??= await this.#options.token());
      const answer = await fetch((this.#options.api ?? '/api') + path, {headers: {authorization: `Bearer ${token}`}});
      if (answer.ok) return answer.json();
      if (answer.status !== 401 || renewed) {
        throw new CommandError(await answer.json().catch(() => ({status: answer.status, title: answer.statusText})));
      }
      this.#token = undefined;
    }
  }
}

/**
 * Makes a client and connects it.
 *
 * @param {Options} options
 */
export function connect(options) {
  const ringside = new Ringside(options);
  ringside.resume();
  return ringside;
}

/** @param {string} url @returns {Socket} */
function openWebSocket(url) {
  return new WebSocket(url, SUBPROTOCOL);
}

/** @param {unknown} error */
function messageOf(error) {
  return error instanceof Error ? error.message : String(error);
}
