/** The rooms that somebody has open, and what is unread in them. Knows nothing of the page's nodes. */
import {CommandError, RingsideRooms} from '../ringside-rooms.js';
import {refreshed} from './who.js';

/** @typedef {import('../ringside-rooms.js').Room} Room */
/** @typedef {import('../ringside-rooms.js').RoomInfo} RoomInfo */
/** @typedef {import('../ringside-rooms.js').RoomMessage} RoomMessage */
/** @typedef {import('./who.js').Who} Who */

/**
 * A room of the list. `seen` is the place in its history up to which somebody has looked.
 *
 * @typedef {{id: string, room: Room, info?: RoomInfo, seen?: number, unread: number}} Entry
 */

const LIST_MILLIS = 15_000;
/** A socket follows a hundred; some are left for those that one comes into. */
const FOLLOWED = 80;

const DIRECT = 'direct:';

/** Fires `list` where entries or what is unread have changed, `view` where another one is open, and `status`. */
export class App extends EventTarget {
  /** @type {Map<string, Entry>} */ entries = new Map();
  /** @type {Entry | undefined} */ view;
  /** This tab's own, as its welcome named it. @type {string | undefined} */ session;
  /** Names by users. @type {Map<string, string>} */ #names = new Map();
  #ends = new AbortController();
  /** @type {string | undefined} */ #restored;

  /** @param {Who} who */
  constructor(who) {
    super();
    this.who = who;
    this.client = new RingsideRooms({
      token: who.token ?? (() => this.#cookie()),
      signal: this.#ends.signal,
    });
    this.client.addEventListener('status', ({status, reason, retryAt}) => {
      if (status === 'current') this.#welcome();
      this.dispatchEvent(Object.assign(new Event('status'), {status, reason, retryAt}));
    });
    this.client.addEventListener('frame', ({message}) => {
      if (message.type === 'welcome') this.session = String(message['session']);
    });
    const timer = setInterval(() => document.hidden || this.refresh(), LIST_MILLIS);
    this.#ends.signal.addEventListener('abort', () => clearInterval(timer));
    document.addEventListener('visibilitychange', () => document.hidden || this.refresh(), {signal: this.#ends.signal});
    // What another tab has seen is seen.
    addEventListener('storage', ({key}) => key === this.#key('seen') && this.#seenElsewhere(), {signal: this.#ends.signal});
  }

  #asked = false;

  /** The cookie says who it is; where it was not taken, it may be an old one. */
  async #cookie() {
    if (this.#asked && this.who.kind === 'account') await refreshed();
    this.#asked = true;
    return undefined;
  }

  get user() {
    return this.client.user ?? this.who.user;
  }

  get isGuest() {
    return this.who.kind === 'guest' || this.client.guest;
  }

  /** @param {string} user @returns {string | undefined} */
  knownName(user) {
    if (user === this.user && this.who.name) return this.who.name;
    return this.#names.get(user);
  }

  /** @param {string} user */
  nameOf(user) {
    return this.knownName(user) ?? (/^[0-9a-f-]{36}$/.test(user) ? `${user.slice(0, 8)}…` : user);
  }

  /** Everybody who was met in a room. */
  people() {
    return [...this.#names].filter(([user]) => user !== this.user).map(([user, name]) => ({user, name}));
  }

  /** What a room is called here: a direct one by whom it is with. @param {Entry} entry */
  titleOf({id, info, room}) {
    if (!isDirect(id)) return info?.name ?? id;
    return this.othersOf(id).map((user) => room.members.find((member) => member.user === user && member.name !== user)?.name ?? this.nameOf(user)).join(', ');
  }

  /** Whom a direct room is with, as its id says. @param {string} id */
  othersOf(id) {
    const users = id.slice(DIRECT.length).split('-').map((each) => each.replace(/%(2D|3A|25)/g, (_, code) => String.fromCharCode(parseInt(code, 16))));
    return users.filter((user) => user !== this.user);
  }

  /** @param {string} id */
  open(id) {
    const entry = this.#follow(id);
    if (this.view === entry) return;
    this.view = entry;
    void this.describe(entry);
    this.#keepOpen();
    this.dispatchEvent(new Event('view'));
    this.#told();
  }

  close() {
    this.view = undefined;
    this.dispatchEvent(new Event('view'));
  }

  /** Comes in again, where one was put out. @param {Entry} entry */
  again(entry) {
    this.entries.delete(entry.id);
    this.view = undefined;
    this.open(entry.id);
  }

  /** @param {Entry} entry */
  forget(entry) {
    this.entries.delete(entry.id);
    if (this.view === entry) this.close();
    this.#keepOpen();
    this.#told();
  }

  /** All up to here was looked at. @param {Entry} entry */
  see(entry) {
    const seen = lastOf(entry.room)?.said ?? 0;
    if (entry.seen !== undefined && entry.seen >= seen) return;
    entry.seen = seen;
    this.#keepSeen(entry);
    this.#count(entry);
  }

  end() {
    this.#ends.abort();
  }

  /** Asks which rooms there are: a direct one may be new. */
  async refresh() {
    if (this.client.status !== 'current') return;
    try {
      for (const info of await this.client.list()) {
        if (this.entries.size >= FOLLOWED && !this.entries.has(info.id)) continue;
        this.#follow(info.id).info = info;
      }
      this.#told();
    } catch (error) {
      if (!(error instanceof CommandError || error instanceof TypeError || this.#ends.signal.aborted)) throw error;
    }
  }

  #welcome() {
    if (this.#restored !== this.user) {
      this.#restored = this.user;
      for (const id of read(sessionStorage, this.#key('open'))?.slice?.(0, FOLLOWED) ?? []) this.#follow(id);
    }
    void this.refresh();
    if (this.view) void this.describe(this.view);
  }

  /** @param {string} id */
  #follow(id) {
    const here = this.entries.get(id);
    if (here) return here;
    const room = this.client.join(id);
    /** @type {Entry} */ const entry = {id, room, unread: 0};
    this.entries.set(id, entry);
    const mine = () => this.entries.get(id) === entry;
    room.addEventListener('change', () => mine() && this.#changed(entry));
    room.addEventListener('presence', () => {
      for (const {user, name} of room.members) if (name !== user) this.#names.set(user, name);
      if (isDirect(id)) this.#told();
    });
    room.addEventListener('state', () => {
      if (!mine() || room.state !== 'ended' || this.#ends.signal.aborted) return;
      if (room.reason === 'left' || this.view !== entry) this.forget(entry);
      else this.#keepOpen();
    });
    return entry;
  }

  /** @param {Entry} entry */
  #changed(entry) {
    for (const {from} of entry.room.messages) if (from?.name && from.name !== from.user) this.#names.set(from.user, from.name);
    if (entry.seen === undefined && this.user) this.#recall(entry);
    this.#count(entry);
  }

  /** @param {Entry} entry */
  #recall(entry) {
    const kept = read(localStorage, this.#key('seen'))?.[entry.id];
    const now = lastOf(entry.room)?.said ?? 0;
    // A room that is new here is no news, unless somebody has written to oneself there.
    const fresh = isDirect(entry.id) ? 0 : now;
    entry.seen = typeof kept === 'number' && kept <= entry.room.revision ? kept : fresh;
    this.#keepSeen(entry);
  }

  #seenElsewhere() {
    const kept = read(localStorage, this.#key('seen'));
    for (const entry of this.entries.values()) {
      if (entry.seen === undefined || !(kept?.[entry.id] > entry.seen)) continue;
      entry.seen = kept[entry.id];
      this.#count(entry);
    }
  }

  /** @param {Entry} entry */
  #count(entry) {
    const {seen = Infinity, room} = entry;
    const unread = room.messages.filter((message) => message.said > seen && isNews(message, this.user)).length;
    if (unread === entry.unread) return;
    entry.unread = unread;
    this.#told();
  }

  /** Asks anew what the room is like. @param {Entry} entry */
  async describe(entry) {
    try {
      entry.info = await this.client.info(entry.id);
      this.#told();
    } catch {
      // The join tells why, and after a lost connection this is asked again.
    }
  }

  #told() {
    this.dispatchEvent(new Event('list'));
  }

  /** @param {string} what */
  #key(what) {
    return `ringside.rooms.${what}.${this.user}`;
  }

  #keepOpen() {
    if (!this.user) return;
    const open = [...this.entries.values()].filter(({room}) => room.state !== 'ended').map(({id}) => id);
    sessionStorage.setItem(this.#key('open'), JSON.stringify(open));
  }

  /** @param {Entry} entry */
  #keepSeen({id, seen}) {
    // A guest's visit ends with the tab.
    const storage = this.isGuest ? sessionStorage : localStorage;
    storage.setItem(this.#key('seen'), JSON.stringify({...read(storage, this.#key('seen')), [id]: seen}));
  }
}

/** Whether it is a room for those alone whom its id names. @param {string} id */
export function isDirect(id) {
  return id.startsWith(DIRECT);
}

/** What somebody else has said. @param {RoomMessage} message @param {string | undefined} user */
export function isNews({kind, from}, user) {
  return (kind === 'chat' || kind === 'notice') && from?.user !== user;
}

/** The last message that is stored. @param {Room} room */
function lastOf(room) {
  return room.messages.findLast(({revision}) => revision > 0);
}

/** @param {Storage} storage @param {string} key */
function read(storage, key) {
  try {
    return JSON.parse(storage.getItem(key) ?? 'null');
  } catch {
    return undefined;
  }
}
