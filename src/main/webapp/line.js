/** @import {Connection, End, Http, InboxFrame, Kind, Message, Options, Owner, Timer} from './transport.d.ts' */
import {Backoff} from './backoff.js';
import {EventsTransport} from './events-transport.js';
import {Ladder} from './ladder.js';
import {PollTransport} from './poll-transport.js';
import {SocketTransport} from './socket-transport.js';

const MADE_BY = {socket: SocketTransport, events: EventsTransport, poll: PollTransport};

/** Between two tries to return to the socket. */
const FIRST_RETURN_MILLIS = 10_000;
const LONGEST_RETURN_MILLIS = 900_000;

/** The line to the server: dials, comes back, falls back, and returns to the socket. */
export class Line {
  #options;
  #http;
  #owner;
  #backoff = new Backoff();
  #ladder;
  /** @type {Connection | undefined} */ #connection;
  /** A socket beside a fallback. @type {Connection | undefined} */ #trial;
  /** What has been greeted. @type {Kind | undefined} */ kind;
  /** Whether the next frame is a connection's first. */ #first = true;
  /** Whether the token is a second try. */ #renewed = false;
  /** @type {Timer} */ #retry;
  /** Whether the server named the wait, which nothing may cut short. */ #named = false;
  /** @type {Timer} */ #return;
  #returnMillis = FIRST_RETURN_MILLIS;

  /** @param {Options} options @param {Http} http @param {Owner} owner */
  constructor(options, http, owner) {
    const {transports = ['socket', 'events', 'poll'], socket, open = globalThis.WebSocket} = options;
    const kinds = transports.filter((kind) => (kind === 'socket' ? open && (socket ?? http.api) : http.api));
    if (!kinds.length) throw new Error('Say where the server is.');
    this.#options = options;
    this.#http = http;
    this.#owner = owner;
    this.#ladder = new Ladder(kinds);
  }

  open() {
    this.#backoff = new Backoff(this.#options.random);
    this.#renewed = false;
    this.#dial();
  }

  /** Until somebody was greeted, the owner keeps it. @param {Message} message */
  send(message) {
    if (this.kind) this.#connection?.send(message);
  }

  wake() {
    if (this.#retry !== undefined) {
      if (!this.#named) this.#dial();
    } else if (this.kind) {
      this.#connection?.probe();
      this.#tryToReturn();
    }
  }

  close() {
    const connection = this.#connection;
    this.#connection = undefined;
    this.kind = undefined;
    clearTimeout(this.#retry);
    this.#retry = undefined;
    this.#giveUpTrial();
    connection?.close();
  }

  #dial() {
    this.close();
    this.#first = true;
    this.#connection = this.#make(this.#ladder.kind);
    this.#owner.became('connecting');
  }

  /** @param {Kind} kind */
  #make(kind) {
    const owner = this.#owner;
    /** @type {Connection} */ let connection;
    const ours = () => connection === this.#connection;
    connection = new MADE_BY[kind](this.#options, this.#http, {
      ...owner,
      opened: () => connection === this.#trial && this.#promote(),
      greeted: (welcome) => ours() && !this.kind && this.#greeted(kind, welcome),
      frame: (frame) => ours() && this.#frame(frame),
      ended: (end) => (ours() ? this.#ended(end) : connection === this.#trial && this.#plan()),
    });
    connection.run();
    return connection;
  }

  /** @param {Kind} kind @param {{user?: string, guest?: boolean}} welcome */
  #greeted(kind, welcome) {
    this.kind = kind;
    this.#ladder.reached();
    if (welcome.guest) this.#backoff.current();
    if (kind === 'socket') this.#returnMillis = FIRST_RETURN_MILLIS;
    this.#owner.greeted(welcome);
  }

  /** @param {InboxFrame} frame */
  #frame(frame) {
    const first = this.#first;
    this.#first = false;
    if (!this.#owner.frame(frame, first)) {
      this.#ended({reason: 'Something was missed.'});
      return;
    }
    this.#renewed = false;
    if (!first || !this.kind) return;
    this.#backoff.current();
    if (this.#ladder.isLow) this.#plan();
  }

  /** @param {End} end */
  #ended({reason, refused, stale, blocked, early, afterMillis}) {
    const greeted = this.kind;
    this.close();
    if (stale && !this.#renewed && this.#http.dropToken()) {
      this.#renewed = true;
      this.#comeBack('The token is no longer accepted.');
    } else if (refused) {
      this.#http.dropToken();
      this.#owner.became('refused', reason);
    } else {
      if (blocked) this.#http.dropToken();
      if (!greeted && !early) this.#ladder.missed(blocked);
      this.#comeBack(reason, afterMillis);
    }
  }

  /** @param {string} reason @param {number} [namedMillis] */
  #comeBack(reason, namedMillis) {
    const wait = Math.max(namedMillis ?? 0, this.#backoff.wait());
    this.#named = namedMillis !== undefined;
    this.#retry = setTimeout(() => this.#dial(), wait);
    this.#owner.became('offline', reason, Date.now() + wait);
  }

  #plan() {
    this.#giveUpTrial();
    this.#return = setTimeout(() => this.#tryToReturn(), this.#returnMillis);
    this.#returnMillis = Math.min(LONGEST_RETURN_MILLIS, this.#returnMillis * 2);
  }

  #tryToReturn() {
    if (!this.#trial && this.#ladder.isLow) this.#trial = this.#make('socket');
  }

  /** Sockets get through. This one will say hello from where the fallback has come to. */
  #promote() {
    const trial = this.#trial;
    this.#trial = undefined;
    this.close();
    this.#ladder.top();
    this.#first = true;
    this.#connection = trial;
  }

  #giveUpTrial() {
    clearTimeout(this.#return);
    this.#trial?.close();
    this.#trial = undefined;
  }
}
