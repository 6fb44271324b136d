/** Ringside's client for rooms: see ringside-rooms.d.ts and docs/rooms.md. */
import {Line} from './line.js';
import {FrameEvent, StatusEvent} from './ringside-events.js';
import {RoomHttp} from './room-http.js';
import {Room} from './room.js';
import {listenForWaking} from './waking.js';

export {CommandError, FrameEvent, Refusal, StatusEvent} from './ringside-events.js';

/** @import {Message} from './transport.d.ts' */
/** @import {Link, RingsideRooms as Client, RoomInfo, RoomsOptions, RoomWish, Status} from './room-types.d.ts' */

/** @implements {Client} */
export class RingsideRooms extends EventTarget {
  #http;
  #line;
  /** @type {Map<string, Room>} */ #rooms = new Map();
  /** @type {Map<string, (answer: any) => void>} */ #asked = new Map();
  #lastRef = 0;
  /** @type {Status} */ #status = 'paused';
  /** @type {string | undefined} */ #user;
  #guest = false;
  #closed = new AbortController();
  /** @type {Link} */ #link;

  /** @param {RoomsOptions} [options] */
  constructor({token, limit = 50, random = Math.random, ...options} = {}) {
    super();
    const common = {...options, random, token: typeof token === 'string' ? () => token : token};
    this.#http = new RoomHttp(common);
    // A fallback carries no rooms. Of the inbox, nothing is wanted.
    this.#line = new Line({...common, transports: ['socket'], limit: 0}, this.#http, {
      position: () => ({}),
      greeted: (welcome) => this.#greeted(welcome),
      frame: () => true,
      answer: (answer) => this.#answer(answer),
      waits: () => false,
      seen: (direction, message) => this.#seen(direction, message),
      became: (...status) => this.#become(...status),
    });
    const client = this;
    this.#link = {
      limit,
      random,
      get user() {
        return client.#user;
      },
      get open() {
        return client.#status === 'current';
      },
      send: (message) => this.#line.send(message),
      ask: (message, answered) => this.#ask(message, answered),
      call: (path, call) => this.call(path, call),
    };
    listenForWaking(() => this.#line.wake(), {signal: this.#closed.signal});
    const {signal} = options;
    if (signal?.aborted) this.close();
    else this.resume();
    signal?.addEventListener('abort', () => this.close());
  }

  get status() {
    return this.#status;
  }

  get user() {
    return this.#user;
  }

  get guest() {
    return this.#guest;
  }

  get rooms() {
    return this.#rooms;
  }

  /** @param {string} id */
  join(id) {
    const here = this.#rooms.get(id);
    if (here && here.state !== 'ended') return here;
    const room = new Room(id, this.#link);
    this.#rooms.set(id, room);
    room.addEventListener('state', () => {
      if (room.reason === 'left' && this.#rooms.get(id) === room) this.#rooms.delete(id);
    });
    if (this.#link.open) room.begin();
    return room;
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
    for (const room of [...this.#rooms.values()]) room.end('closed');
  }

  /** @returns {Promise<readonly RoomInfo[]>} */
  async list() {
    return (await this.call('rooms?limit=1000')).rooms;
  }

  /** @param {string} id @returns {Promise<RoomInfo>} */
  info(id) {
    return this.call(`rooms/${encodeURIComponent(id)}`);
  }

  /** @param {RoomWish} [wish] @returns {Promise<RoomInfo>} */
  create(wish = {}) {
    return this.call('rooms', {method: 'POST', body: wish});
  }

  /** @param {...string} users @returns {Promise<RoomInfo>} */
  direct(...users) {
    return this.call('rooms/direct', {method: 'POST', body: {users: ['me', ...users]}});
  }

  /** @param {string} path @param {{method?: string, body?: unknown, signal?: AbortSignal}} [call] */
  call(path, {signal, ...call} = {}) {
    const ends = this.#closed.signal;
    return this.#http.ask(path, {...call, signal: signal ? AbortSignal.any([ends, signal]) : ends});
  }

  /** @param {{user?: string, guest?: boolean}} welcome */
  #greeted({user, guest}) {
    this.#user = user;
    this.#guest = guest === true;
    // Those that a listener joins begin by themselves.
    const rooms = [...this.#rooms.values()];
    this.#become('current');
    for (const room of rooms) room.begin();
  }

  /** @param {'sent' | 'received'} direction @param {Message} message */
  #seen(direction, message) {
    this.dispatchEvent(new FrameEvent(direction, message));
    const room = direction === 'received' && this.#rooms.get(message['room']);
    if (!room) return;
    /** @type {any} */ const heard = message;
    if (heard.type === 'room') room.follow(heard);
    else if (heard.type === 'presence') room.show(heard);
    else if (heard.type === 'left') room.end(heard.reason);
  }

  /** @param {Message} message @param {(answer: any) => void} answered */
  #ask(message, answered) {
    const ref = String(++this.#lastRef);
    this.#asked.set(ref, answered);
    this.#line.send({...message, ref});
  }

  /** @param {{ref?: string}} answer */
  #answer(answer) {
    const answered = this.#asked.get(answer.ref ?? '');
    this.#asked.delete(answer.ref ?? '');
    answered?.(answer);
  }

  /** @param {Status} status @param {string} [reason] @param {number} [retryAt] */
  #become(status, reason, retryAt) {
    const was = this.#status;
    this.#status = status;
    if (was === 'current') {
      this.#asked.clear();
      for (const room of this.#rooms.values()) room.lost();
    }
    if (status === 'refused') for (const room of this.#rooms.values()) room.giveUp(reason ?? 'The server refused.');
    this.dispatchEvent(new StatusEvent(status, reason, retryAt));
  }
}
