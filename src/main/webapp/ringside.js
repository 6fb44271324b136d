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
import {Backoff} from './backoff.js';
import {ASKED, COMES_BACK, LOST, NOT_AUTHENTICATED, whyClosed} from './close-codes.js';
import {Commands} from './commands.js';
import {getAsUser} from './http.js';
import {EMPTY, apply, follows, merge} from './inbox.js';
import {ChangeEvent, FrameEvent, Refusal, StatusEvent, messageOf} from './ringside-events.js';
import {listenForWaking} from './waking.js';

export {list, rings} from './inbox.js';
export {ChangeEvent, CommandError, FrameEvent, Refusal, StatusEvent} from './ringside-events.js';

/** @typedef {import('./inbox.js').Inbox} Inbox */
/** @typedef {import('./inbox.js').InboxFrame} InboxFrame */
/** @typedef {import('./inbox.js').Notification} Notification */
/** @typedef {import('./options.js').Options} Options */
/** @typedef {import('./options.js').Socket} Socket */
/** @typedef {import('./ringside-events.js').Problem} Problem */
/** @typedef {import('./ringside-events.js').Status} Status */

const SUBPROTOCOL = 'ringside.v1';
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
  #backoff;
  /** Frames in a row that did not follow; after two our own position is not to be trusted. */ #gaps = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */ #retry;
  /** @type {ReturnType<typeof setTimeout> | undefined} */ #silence;
  #commands = new Commands();
  #stopListening;

  /** @param {Options} options */
  constructor(options) {
    super();
    this.#options = options;
    this.#backoff = new Backoff(options.random);
    const {onChange, onStatus} = options;
    if (onChange) this.addEventListener('change', (event) => onChange(/** @type {ChangeEvent} */ (event)));
    if (onStatus) this.addEventListener('status', (event) => onStatus(/** @type {StatusEvent} */ (event)));
    this.#stopListening = listenForWaking(() => this.#wake());
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
    this.#backoff.reset();
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
    this.#stopListening();
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
      const page = await getAsUser(`${this.#options.api ?? '/api'}/users/me/notifications?${query}`, {
        current: async () => (this.#token ??= await this.#options.token()),
        drop: () => (this.#token = undefined),
      });
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
    clearTimeout(this.#retry);
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
      this.#backoff.current();
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
    if (this.#status === 'offline' && !this.#named) this.#dial();
    else if (this.#greeted) this.#probe(Math.min(PROBE_MILLIS, this.#heartbeatMillis));
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
   * @param {string} reason
   * @param {number} [namedMillis] the wait that the server asked for
   */
  #comeBack(reason, namedMillis) {
    const jittered = this.#backoff.wait();
    const wait = namedMillis ?? jittered;
    this.#named = namedMillis !== undefined;
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
