/** @import {Answer, Message} from './transport.d.ts' */
/** @import {Link, Presence, PresenceFrame, Problem, Request, Room as PublicRoom, RoomEnd, RoomFrame, RoomLog, RoomMessage, RoomState} from './room-types.d.ts' */
import {Drafts} from './room-drafts.js';
import {EMPTY, apply, follows, list, merge, trim} from './room-log.js';
import {CommandError} from './ringside-events.js';

/** A server that could not let us in is asked again within so long. */
const AGAIN_MILLIS = 3_000;
/** Shorter than half the time for which others are shown it. */
const TYPING_MILLIS = 2_000;
const TRIES_FOR_A_PAGE = 3;

/** @type {Presence} */
const NOBODY = {count: 0, online: 0, members: [], typing: []};

/** One room: see ringside-rooms.d.ts. What stands below `begin` is the client's own to call. @implements {PublicRoom} */
export class Room extends EventTarget {
  #link;
  #log = EMPTY;
  #drafts = new Drafts();
  /** Not answered yet, in their order. @type {Set<Request>} */ #requests = new Set();
  #presence = NOBODY;
  /** @type {RoomState} */ #state = 'joining';
  /** @type {RoomEnd | undefined} */ #reason;
  /** @type {Problem | undefined} */ #problem;
  /** Whether the join was answered on this connection: what came before belongs to another one. */ #inside = false;
  /** Frames in a row that did not follow. */ #gaps = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */ #again;
  /** @type {Promise<void> | undefined} */ #loading;
  /** Deleted while a page is on its way. @type {Set<string>} */ #gone = new Set();
  #typedAt = -Infinity;
  /** @type {{log: RoomLog, messages: readonly RoomMessage[]}} */ #listed = {log: EMPTY, messages: []};

  /** @param {string} id @param {Link} link */
  constructor(id, link) {
    super();
    this.id = id;
    this.#link = link;
  }

  get state() {
    return this.#state;
  }

  get reason() {
    return this.#reason;
  }

  get problem() {
    return this.#problem;
  }

  get messages() {
    if (this.#listed.log !== this.#log) this.#listed = {log: this.#log, messages: list(this.#log)};
    const drafts = this.#drafts.list();
    return drafts.length ? [...this.#listed.messages, ...drafts] : this.#listed.messages;
  }

  get more() {
    return this.#log.more;
  }

  get revision() {
    return this.#log.revision;
  }

  get members() {
    return this.#presence.members ?? [];
  }

  get count() {
    return this.#presence.count;
  }

  get online() {
    return this.#presence.online;
  }

  get typing() {
    return this.#presence.typing.filter((user) => user !== this.#link.user);
  }

  /** @param {string} content */
  say(content) {
    const id = crypto.randomUUID();
    this.#drafts.add(this.id, id, content, this.#link.user);
    this.#typedAt = -Infinity;
    return this.#say(id, content);
  }

  /** @param {string} id */
  retry(id) {
    const failed = this.#drafts.again(id);
    return failed && this.#say(id, failed.content ?? '');
  }

  /** @param {string} id */
  discard(id) {
    if (this.#drafts.get(id)?.state === 'failed') {
      this.#drafts.drop(id);
      this.#tell('change');
    }
  }

  /** @param {string} id @param {string} content @returns {Promise<void>} */
  edit(id, content) {
    return this.#request({type: 'edit', id, content});
  }

  /** @param {string} id @returns {Promise<void>} */
  unsay(id) {
    return this.#request({type: 'unsay', id});
  }

  type() {
    if (!this.#inside || Date.now() - this.#typedAt < TYPING_MILLIS) return;
    this.#typedAt = Date.now();
    this.#link.send({type: 'typing', room: this.id});
  }

  /** @param {number} [limit] @param {{signal?: AbortSignal}} [options] */
  older(limit = 50, {signal} = {}) {
    return (this.#loading ??= this.#older(limit, signal).finally(() => (this.#loading = undefined)));
  }

  /** @param {number} most */
  trim(most) {
    const before = this.#log;
    this.#log = trim(before, most);
    if (this.#log !== before) this.#tell('change');
  }

  async leave() {
    if (this.#state === 'ended') return;
    await this.#request({type: 'leave'});
    this.end('left');
  }

  /** There is a connection. */
  begin() {
    if (this.#state !== 'ended') this.#join();
  }

  /** There is none any more. */
  lost() {
    clearTimeout(this.#again);
    this.#inside = false;
    for (const request of this.#requests) request.sent = false;
    if (this.#state === 'current') this.#become('joining');
  }

  /** @param {RoomFrame} frame */
  follow(frame) {
    if (!this.#inside) return;
    if (!follows(this.#log, frame)) {
      this.#gaps += 1;
      this.#join();
      return;
    }
    this.#gaps = 0;
    this.#log = apply(this.#log, frame);
    if (frame.reset) this.#drafts.dropStored();
    for (const change of frame.changes) {
      if (change.op === 'put') this.#drafts.drop(change.message.id);
      else for (const id of change.ids) this.#forget(id);
    }
    this.#tell('change');
    this.#become('current');
  }

  /** @param {PresenceFrame} presence */
  show({count, online, members, typing}) {
    this.#presence = {count, online, typing, ...(members && {members})};
    this.#tell('presence');
  }

  /** @param {RoomEnd} reason @param {Problem} [problem] */
  end(reason, problem) {
    if (this.#state === 'ended') return;
    clearTimeout(this.#again);
    this.#inside = false;
    this.#reason = reason;
    this.#problem = problem;
    this.#presence = NOBODY;
    this.#tell('presence');
    this.#become('ended');
    this.giveUp(problem?.detail ?? problem?.title ?? `This room is over: ${reason}.`);
  }

  /** Nothing that waits will ever be answered. @param {string} why */
  giveUp(why) {
    for (const request of [...this.#requests]) {
      this.#requests.delete(request);
      request.failed(new Error(why));
    }
  }

  #join() {
    this.#inside = false;
    const {epoch, revision} = this.#log;
    const position = epoch !== undefined && this.#gaps < 2 ? {epoch, revision} : {};
    this.#link.ask({type: 'join', room: this.id, limit: this.#link.limit, ...position}, ({type, problem}) => {
      if (this.#state === 'ended') return;
      if (type === 'ok') {
        this.#inside = true;
        this.#flush();
      } else if (!problem || problem.status >= 500 || problem.status === 429) {
        this.#again = setTimeout(() => this.#join(), AGAIN_MILLIS * (0.5 + this.#link.random() / 2));
      } else {
        this.end('refused', problem);
      }
    });
  }

  /** @param {string} id @param {string} content */
  #say(id, content) {
    /** @type {Promise<RoomMessage>} */
    const said = new Promise((resolve, reject) => {
      this.#add(
        {type: 'say', id, content},
        (answer) => {
          const name = answer.id ?? id;
          this.#drafts.stored(id, name, this.#log);
          this.#tell('change');
          const message = this.#log.rows.get(name) ?? this.#drafts.get(name);
          // It was deleted meanwhile, where neither has it.
          resolve(message ?? {id: name, room: this.id, content, kind: 'chat', revision: 0, said: 0, createdAt: '', state: 'sent'});
        },
        (error) => {
          this.#drafts.failed(id, error.message, error instanceof CommandError ? error.problem : undefined);
          this.#tell('change');
          reject(error);
        },
      );
    });
    // Whoever only looks at the messages need not catch anything.
    said.catch(() => {});
    this.#tell('change');
    return said;
  }

  /** @param {Message} message @returns {Promise<void>} */
  #request(message) {
    return new Promise((resolve, reject) => this.#add(message, () => resolve(), reject));
  }

  /** @param {Message} message @param {Request['answered']} answered @param {Request['failed']} failed */
  #add(message, answered, failed) {
    if (this.#state === 'ended') {
      failed(new Error(`This room is over: ${this.#reason}.`));
      return;
    }
    this.#requests.add({message: {...message, room: this.id}, sent: false, answered, failed});
    this.#flush();
  }

  /** Sends what was not sent on this connection: doing any of it twice does no harm. */
  #flush() {
    if (!this.#inside) return;
    for (const request of this.#requests) {
      if (request.sent) continue;
      request.sent = true;
      this.#link.ask(request.message, (answer) => this.#settle(request, answer));
    }
  }

  /** @param {Request} request @param {Answer & {id?: string}} answer */
  #settle(request, answer) {
    if (!this.#requests.delete(request)) return;
    if (answer.type === 'ok') request.answered(answer);
    else request.failed(new CommandError(answer.problem ?? {status: 500}));
  }

  /** @param {number} limit @param {AbortSignal} [signal] */
  async #older(limit, signal) {
    this.#gone.clear();
    for (let tries = 1; this.#log.more; tries++) {
      const first = this.#listedFirst();
      const query = `${first === undefined ? '' : `before=${encodeURIComponent(first)}&`}limit=${limit}`;
      const {epoch} = this.#log;
      try {
        const page = await this.#link.call(`rooms/${encodeURIComponent(this.id)}/messages?${query}`, {signal});
        if (epoch !== this.#log.epoch || first !== this.#listedFirst()) continue;
        this.#log = merge(this.#log, page, this.#gone);
        this.#tell('change');
        return;
      } catch (error) {
        // The message that it was to stand before may have been deleted meanwhile.
        const isGone = error instanceof CommandError && error.problem.status === 404;
        if (!isGone || tries >= TRIES_FOR_A_PAGE) throw error;
      }
    }
  }

  #listedFirst() {
    let first;
    for (const message of this.#log.rows.values()) if (!first || message.said < first.said) first = message;
    return first?.id;
  }

  /** @param {string} id */
  #forget(id) {
    this.#drafts.drop(id);
    if (this.#loading) this.#gone.add(id);
  }

  /** @param {RoomState} state */
  #become(state) {
    if (state === this.#state) return;
    this.#state = state;
    this.#tell('state');
  }

  /** @param {'change' | 'presence' | 'state'} what */
  #tell(what) {
    this.dispatchEvent(new Event(what));
  }
}
