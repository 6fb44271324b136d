/** See ringside.d.ts and docs/client.md; for what lies within, transport.d.ts. */
import {Commands} from './commands.js';
import {Http} from './http.js';
import {EMPTY, apply, follows, merge} from './inbox.js';
import {Line} from './line.js';
import {ChangeEvent, FrameEvent, StatusEvent} from './ringside-events.js';
import {Turn} from './turn.js';
import {listenForWaking} from './waking.js';

export {list, rings} from './inbox.js';
export {ChangeEvent, CommandError, FrameEvent, Refusal, StatusEvent} from './ringside-events.js';

/** @import {CommandOptions, Ids, Inbox, InboxFrame, Message, Options, Ringside as Client, Status} from './transport.d.ts' */

const TRIES_FOR_A_PAGE = 3;

/** @implements {Client} */
export class Ringside extends EventTarget {
  #options;
  #http;
  #line;
  #commands = new Commands();
  /** @type {Inbox} */ #inbox = EMPTY;
  /** @type {Status} */ #status = 'paused';
  /** @type {string | undefined} */ #user;
  /** @type {Turn | undefined} */ #turn;
  /** Frames in a row that did not follow. */ #gaps = 0;
  #closed = new AbortController();

  /** @param {Options} options */
  constructor(options) {
    super();
    this.#options = options;
    this.#http = new Http(options);
    this.#line = new Line(options, this.#http, {
      position: () => this.#position(),
      greeted: ({user}) => this.#greeted(user),
      frame: (frame, first) => this.#follow(frame, first),
      answer: (answer) => this.#commands.settle(answer),
      waits: (ref) => this.#commands.waits(ref),
      seen: (direction, message) => this.dispatchEvent(new FrameEvent(direction, message)),
      became: (...status) => this.#become(...status),
    });
    const {onChange, onStatus, signal} = options;
    if (onChange) this.addEventListener('change', /** @type {any} */ (onChange));
    if (onStatus) this.addEventListener('status', /** @type {any} */ (onStatus));
    const ends = {signal: this.#closed.signal};
    listenForWaking(() => {
      this.#line.wake();
      if (this.transport) this.#turn?.take();
    }, ends);
    // A page that is left may be kept, with its locks.
    globalThis.addEventListener?.('pagehide', () => this.#turn?.give(), ends);
    if (signal?.aborted) this.close();
    signal?.addEventListener('abort', () => this.close(), ends);
  }

  get inbox() {
    return this.#inbox;
  }

  get status() {
    return this.#status;
  }

  get user() {
    return this.#user;
  }

  get transport() {
    return this.#line.kind;
  }

  get leads() {
    return this.#turn?.mine ?? false;
  }

  resume() {
    if (this.#status === 'closed') throw new Error('This client was closed; make another one.');
    if (this.#status === 'paused' || this.#status === 'refused') this.#line.open();
  }

  pause() {
    if (this.#status === 'closed' || this.#status === 'paused') return;
    this.#line.close();
    this.#become('paused');
  }

  close() {
    if (this.#status === 'closed') return;
    this.#line.close();
    this.#closed.abort();
    this.#become('closed', 'The client was closed.');
  }

  /** @param {Ids} ids @param {CommandOptions} [options] */
  read(ids, options) {
    return this.#command({type: 'read', ids}, options);
  }

  /** @param {number} [revision] @param {CommandOptions} [options] */
  readThrough(revision = this.#inbox.revision, options) {
    return this.#command({type: 'read', through: revision, epoch: this.#inbox.epoch}, options);
  }

  /** @param {Ids} ids @param {CommandOptions} [options] */
  unread(ids, options) {
    return this.#command({type: 'unread', ids}, options);
  }

  /** @param {Ids} ids @param {CommandOptions} [options] */
  delete(ids, options) {
    return this.#command({type: 'delete', ids}, options);
  }

  /** @param {number} limit @param {CommandOptions} [options] */
  async older(limit = 50, {signal} = {}) {
    signal = AbortSignal.any([this.#closed.signal, signal ?? this.#closed.signal]);
    for (let tries = 0; tries < TRIES_FOR_A_PAGE && this.#inbox.more; tries++) {
      const query = `before=${this.#inbox.floor}&limit=${limit}${this.#options.unreadOnly ? '&unread=true' : ''}`;
      const page = await (await this.#http.call(`notifications?${query}`, {signal})).json();
      const before = this.#inbox;
      this.#inbox = merge(before, page);
      if (this.#inbox !== before) {
        this.dispatchEvent(new ChangeEvent(this.#inbox, before, undefined, false));
        return;
      }
    }
  }

  #position() {
    const {epoch, revision} = this.#inbox;
    return epoch !== undefined && this.#gaps < 2 ? {epoch, revision} : {};
  }

  /** @param {string} [user] */
  #greeted(user) {
    this.#meet(user ?? this.#user);
    for (const message of this.#commands.unanswered()) this.#line.send(message);
  }

  /** Stands for election among this user's tabs. @param {string} [user] */
  #meet(user) {
    if (user !== this.#user) this.#turn?.give();
    if (user !== undefined && user !== this.#user) {
      this.#user = user;
      this.#turn = new Turn(`ringside:${this.#http.api ?? this.#options.socket}:${user}`);
      this.#turn.addEventListener('turn', () => this.dispatchEvent(new Event('lead')));
    }
    this.#turn?.take();
  }

  /** @param {InboxFrame} frame @param {boolean} first */
  #follow(frame, first) {
    const before = this.#inbox;
    if (!follows(before, frame)) {
      this.#gaps += 1;
      return false;
    }
    this.#gaps = 0;
    this.#inbox = apply(before, frame);
    const user = this.#inbox.rows.values().next().value?.user;
    if (user !== undefined && this.transport !== 'socket') this.#meet(user);
    if (first) this.#become('current');
    this.dispatchEvent(new ChangeEvent(this.#inbox, before, frame, first));
    return true;
  }

  /** @param {Message} command @param {CommandOptions} [options] */
  async #command(command, {signal} = {}) {
    signal?.throwIfAborted();
    if (this.#status === 'closed' || this.#status === 'refused') {
      throw new Error(`Nothing can be sent: the client is ${this.#status}.`);
    }
    const {message, answered} = this.#commands.add(command, signal);
    this.#line.send(message);
    return answered;
  }

  /** @param {Status} status @param {string} [reason] @param {number} [retryAt] */
  #become(status, reason, retryAt) {
    this.#status = status;
    if (status === 'paused' || status === 'refused' || status === 'closed') this.#turn?.give();
    this.dispatchEvent(new StatusEvent(status, reason, retryAt));
    if (status === 'refused' || status === 'closed') this.#commands.rejectAll(reason ?? status);
  }
}

/** @param {Options} [options] */
export function connect(options = {}) {
  const ringside = new Ringside(options);
  if (ringside.status !== 'closed') ringside.resume();
  return ringside;
}
