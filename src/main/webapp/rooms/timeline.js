/** The messages of the room in view: what stands where, and where one is in it. */
import {isNews} from './app.js';
import {byId, make, picture, reasonOf, say, toast} from './dom.js';
import {authorOf, dayRow, editRow, messageRow, newRow} from './message-row.js';
import {withIds} from './text.js';

/** @typedef {import('./app.js').App} App */
/** @typedef {import('./app.js').Entry} Entry */
/** @typedef {import('../ringside-rooms.js').RoomMessage} RoomMessage */

const GROUP_MILLIS = 5 * 60_000;
/** So near, it is the end. */
const END_PIXELS = 48;
/** So near to the top, older messages are loaded. */
const TOP_PIXELS = 600;
/** Beyond, old messages are let go while one is at the end. */
const MOST = 1_000;

/** @typedef {{key: string, version: unknown[], make: () => HTMLElement}} Line */
/** @typedef {{node: HTMLElement, version: unknown[]}} Drawn */

export class Timeline {
  #app;
  /** @type {Entry | undefined} */ #entry;
  /** @type {Map<string, Drawn>} */ #drawn = new Map();
  /** Above which message the line stands. @type {string | undefined} */ #newAbove;
  /** Up to here, all has been there when the room was opened. */ #known = 0;
  #atEnd = true;
  /** Whether the first messages of the room were shown. */ #placed = false;
  /** @type {string | undefined} */ #editing;
  /** @type {'idle' | 'loading' | 'failed'} */ #history = 'idle';
  #scroll = byId('scroll');
  #list = byId('messages');
  /** @type {import('./message-row.js').Context} */ #context;

  /** @param {App} app @param {AbortSignal} signal */
  constructor(app, signal) {
    this.#app = app;
    this.#context = {
      get user() {
        return app.user;
      },
      nameOf: (user) => app.nameOf(user),
      knownName: (user) => app.knownName(user) ?? this.#entry?.room.members.find((member) => member.user === user)?.name,
      edit: (message) => this.edit(message.id),
      unsay: (message) => void this.#entry?.room.unsay(message.id).catch((error) => toast(reasonOf(error))),
      retry: (message) => void this.#entry?.room.retry(message.id),
      discard: (message) => this.#entry?.room.discard(message.id),
    };
    byId('jump').replaceChildren(picture('down'), make('span'));
    this.#scroll.addEventListener('scroll', () => this.#scrolled(), {passive: true, signal});
    byId('jump').addEventListener('click', () => this.toEnd(), {signal});
    document.addEventListener('visibilitychange', () => this.#visible(), {signal});
    // Where the keyboard of a phone comes, or the window gets narrower, the end stays the end.
    const watch = new ResizeObserver(() => this.#atEnd && this.#placed && this.#pin());
    watch.observe(this.#scroll);
    watch.observe(this.#list);
    signal.addEventListener('abort', () => watch.disconnect());
  }

  /** @param {Entry | undefined} entry */
  show(entry) {
    this.#entry = entry;
    this.#newAbove = undefined;
    this.#editing = undefined;
    this.#history = 'idle';
    this.#atEnd = true;
    this.#placed = false;
    this.#drawn.clear();
    this.#list.replaceChildren();
    this.draw();
  }

  draw() {
    const {room} = this.#entry ?? {};
    if (!room) {
      this.#drawJump();
      return;
    }
    const isReady = room.state !== 'joining' || room.messages.length > 0;
    if (!this.#placed && isReady && this.#entry) this.#known = this.#entry.seen ?? Infinity;
    this.#markNew();
    const anchor = this.#atEnd ? undefined : this.#anchor();
    this.#reconcile(this.#lines(room.messages));
    if (!this.#placed && isReady) {
      this.#placed = true;
      this.#place();
    } else if (anchor) {
      this.#scroll.scrollTop += anchor.node.getBoundingClientRect().top - anchor.top;
    } else {
      this.#pin();
    }
    this.#look();
  }

  toEnd() {
    this.#atEnd = true;
    this.#pin();
    this.#look();
  }

  /** What one has just said is seen, wherever one was. */
  said() {
    this.#newAbove = undefined;
    this.toEnd();
    this.draw();
  }

  /** @param {string} id */
  edit(id) {
    this.#editing = id;
    this.draw();
    const area = this.#list.querySelector('textarea');
    area?.focus();
    area?.setSelectionRange(area.value.length, area.value.length);
  }

  /** The last message of one's own that can be changed. */
  editLast() {
    const last = this.#entry?.room.messages.findLast(({kind, from, revision}) => kind === 'chat' && revision > 0 && from?.user === this.#app.user);
    if (last) this.edit(last.id);
  }

  /** @param {RoomMessage} message @param {string | undefined} content */
  async #edited(message, content) {
    this.#editing = undefined;
    this.draw();
    byId('say').focus();
    const {room} = this.#entry ?? {};
    const text = content === undefined ? undefined : withIds(content, this.#app.people());
    if (!room || text === undefined || text === message.content) return;
    await room.edit(message.id, text).catch((error) => toast(reasonOf(error)));
  }

  /** @param {readonly RoomMessage[]} messages @returns {Line[]} */
  #lines(messages) {
    /** @type {Line[]} */ const lines = [this.#start()];
    /** @type {RoomMessage | undefined} */ let before;
    for (const message of messages) {
      const date = dateOf(message);
      if (!before || dateOf(before) !== date) {
        lines.push({key: `day ${date}`, version: [new Date().toDateString()], make: () => dayRow(date)});
        before = undefined;
      }
      if (message.id === this.#newAbove) {
        lines.push({key: 'new', version: [], make: newRow});
        before = undefined;
      }
      const leads = !before || !continues(before, message);
      const editing = message.id === this.#editing;
      lines.push({
        key: `message ${message.id}`,
        // The text of one that is being changed is left alone.
        version: editing ? ['editing'] : [message, leads, authorOf(message, this.#context)],
        make: () => (editing ? editRow(message, this.#context, (content) => void this.#edited(message, content)) : messageRow(message, leads, this.#context)),
      });
      before = message;
    }
    return lines;
  }

  /** @returns {Line} */
  #start() {
    const {room} = /** @type {Entry} */ (this.#entry);
    const state = room.state === 'joining' && !room.messages.length ? 'coming' : room.more ? this.#history : 'all';
    const texts = {coming: 'Coming in…', idle: 'Older messages…', loading: 'Loading older messages…', failed: 'Older messages could not be loaded. ', all: 'This is where the conversation begins.'};
    return {
      key: 'start',
      version: [state],
      make: () => {
        const row = make('li', {class: 'start'}, texts[state]);
        if (state === 'failed') row.append(make('button', {type: 'button', class: 'link-button', click: () => void this.#older()}, 'Try again'));
        return row;
      },
    };
  }

  /** Leaves alone what is as it was, so that focus and selection stay. @param {Line[]} lines */
  #reconcile(lines) {
    const keys = new Set(lines.map(({key}) => key));
    for (const [key, {node}] of this.#drawn) {
      if (keys.has(key)) continue;
      node.remove();
      this.#drawn.delete(key);
    }
    let next = this.#list.firstElementChild;
    for (const line of lines) {
      let drawn = this.#drawn.get(line.key);
      if (drawn && !same(drawn.version, line.version)) {
        const node = line.make();
        if (next === drawn.node) next = node;
        drawn.node.replaceWith(node);
        drawn = {node, version: line.version};
        this.#drawn.set(line.key, drawn);
      } else if (!drawn) {
        drawn = {node: line.make(), version: line.version};
        this.#drawn.set(line.key, drawn);
      }
      if (drawn.node === next) next = next.nextElementSibling;
      else this.#list.insertBefore(drawn.node, next);
    }
  }

  /** The first row in sight, and where it is. */
  #anchor() {
    const {top} = this.#scroll.getBoundingClientRect();
    for (const node of this.#list.querySelectorAll('[data-id]')) {
      const box = node.getBoundingClientRect();
      if (box.bottom > top) return {node: this.#staying(node), top: box.top};
    }
    return undefined;
  }

  /** A row may be drawn anew; its place is the same. @param {Element} node */
  #staying(node) {
    const id = node.getAttribute('data-id');
    return {getBoundingClientRect: () => (node.isConnected ? node : (this.#drawn.get(`message ${id}`)?.node ?? this.#list)).getBoundingClientRect()};
  }

  /** At the end, or at the line where the news begins. */
  #place() {
    const line = this.#drawn.get('new')?.node;
    this.#pin();
    if (line && line.getBoundingClientRect().top < this.#scroll.getBoundingClientRect().top) {
      line.scrollIntoView({block: 'start'});
      this.#atEnd = this.#isAtEnd();
    }
  }

  #pin() {
    this.#scroll.scrollTop = this.#scroll.scrollHeight;
  }

  #isAtEnd() {
    const {scrollHeight, scrollTop, clientHeight} = this.#scroll;
    return scrollHeight - scrollTop - clientHeight < END_PIXELS;
  }

  #scrolled() {
    this.#atEnd = this.#isAtEnd();
    this.#look();
  }

  #visible() {
    // What comes while nobody looks begins below a line of its own.
    if (document.hidden && this.#atEnd) this.#newAbove = undefined;
    if (!document.hidden) this.draw();
  }

  #lastSaid() {
    return this.#entry?.room.messages.findLast(({revision}) => revision > 0)?.said ?? 0;
  }

  /** What comes while somebody looks at the end is no news. */
  #markNew() {
    const messages = this.#entry?.room.messages ?? [];
    if (this.#newAbove && messages.some(({id}) => id === this.#newAbove)) return;
    const looks = this.#placed && this.#atEnd && !document.hidden;
    const first = looks ? undefined : messages.find((message) => message.said > this.#known && message.revision > 0 && isNews(message, this.#app.user));
    this.#newAbove = first?.id;
  }

  /** Tells what is seen, and loads what is about to be. */
  #look() {
    const entry = this.#entry;
    if (!entry || !this.#placed) return;
    if (this.#atEnd && !document.hidden) {
      this.#app.see(entry);
      this.#known = this.#lastSaid();
      if (entry.room.messages.length > MOST * 1.5) entry.room.trim(MOST);
    }
    if (entry.room.more && this.#scroll.scrollTop < TOP_PIXELS && this.#history === 'idle') void this.#older();
    this.#drawJump();
  }

  #drawJump() {
    const jump = byId('jump');
    const unread = this.#entry?.unread ?? 0;
    jump.hidden = !this.#entry || !this.#placed || this.#atEnd;
    const text = unread === 0 ? 'To the end' : unread === 1 ? '1 new message' : `${unread} new messages`;
    if (jump.lastElementChild) say(jump.lastElementChild, text);
    jump.classList.toggle('unread', unread > 0);
  }

  async #older() {
    const entry = this.#entry;
    if (!entry || entry.room.state === 'ended') return;
    this.#history = 'loading';
    this.draw();
    try {
      await entry.room.older(50);
      if (this.#entry === entry) this.#history = 'idle';
    } catch {
      if (this.#entry === entry) this.#history = 'failed';
    }
    if (this.#entry === entry) this.draw();
  }
}

/** The day on which it was said, here. @param {RoomMessage} message */
function dateOf({createdAt}) {
  const at = new Date(createdAt);
  return `${at.getFullYear()}-${String(at.getMonth() + 1).padStart(2, '0')}-${String(at.getDate()).padStart(2, '0')}`;
}

/** @param {RoomMessage} before @param {RoomMessage} message */
function continues(before, message) {
  return (
    before.kind === 'chat' &&
    message.kind === 'chat' &&
    before.from?.user === message.from?.user &&
    Date.parse(message.createdAt) - Date.parse(before.createdAt) < GROUP_MILLIS
  );
}

/** @param {unknown[]} a @param {unknown[]} b */
function same(a, b) {
  return a.length === b.length && a.every((each, at) => each === b[at]);
}
