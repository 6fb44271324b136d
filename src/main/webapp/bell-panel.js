/** What opens beneath the bell: the list, its filter, and what is to be said about the connection. */
import {icon, iconButton, make, rename, say} from './bell-dom.js';
import {Row} from './bell-row.js';
import {Viewing} from './bell-viewing.js';
import {list} from './inbox.js';

/** @typedef {import('./inbox.js').Inbox} Inbox */
/** @typedef {import('./inbox.js').Notification} Notification */
/** @typedef {import('./bell-messages.js').Texts} Texts */
/** @typedef {import('./bell-row.js').RowActions} RowActions */
/** @typedef {import('./ringside-events.js').Status} Status */

/**
 * @typedef {RowActions & {
 *   readAll: () => void,
 *   older: () => Promise<void>,
 *   tryAgain: () => void,
 *   viewed: (notifications: Notification[]) => void,
 *   toggled: (open: boolean) => void,
 *   drawn: (row: Row) => void,
 *   gone: (row: Row) => void,
 * }} PanelActions
 */

const EDGE = 8;
const TICK_MILLIS = 20_000;

export class Panel {
  #actions;
  /** @type {Texts} */ #texts;
  /** @type {Inbox | undefined} */ #inbox;
  /** @type {Map<string, Row>} */ #rows = new Map();
  /** The row that the tab key reaches. @type {string | undefined} */ #current;
  #unreadOnly = false;
  /** Rows that were read while only unread ones are shown: they stay until one looks away. @type {Set<string>} */ #kept = new Set();
  #loading = false;
  /** Whether the focus was within when the panel was closed. */ #hadFocus = false;
  #failed = false;
  #frame = 0;
  /** @type {ReturnType<typeof setInterval> | undefined} */ #ticking;
  /** @type {HTMLElement | undefined} */ #anchor;

  #heading = make('h2', {class: 'heading', part: 'heading', id: 'heading'}, make('slot', {name: 'heading'}));
  #readAll = iconButton('read-all', 'all', '', () => this.#inbox?.unread && this.#actions.readAll());
  #close = iconButton('close', 'close', '', () => this.hide());
  #all = make('button', {type: 'button', part: 'filter', click: () => this.#show(false)});
  #unread = make('button', {type: 'button', part: 'filter', click: () => this.#show(true)});
  #filters = make('div', {class: 'filters', part: 'filters', role: 'group'}, this.#all, this.#unread);
  #stateText = make('span');
  #tryAgain = make('button', {type: 'button', class: 'link-button', click: () => this.#actions.tryAgain()});
  #state = make('div', {class: 'state', part: 'state', hidden: true}, this.#stateText, this.#tryAgain);
  #list = make('ul', {class: 'list', part: 'list', role: 'list', 'aria-labelledby': 'heading', keydown: (event) => this.#key(event)});
  #more = make('button', {type: 'button', class: 'more', part: 'more', click: () => this.#older()});
  #emptyTitle = make('strong');
  #emptyHint = make('span');
  #empty = make('div', {class: 'empty', part: 'empty'}, make('slot', {name: 'empty'}, icon('bell'), this.#emptyTitle, this.#emptyHint));
  #scroll = make('div', {class: 'scroll', part: 'scroll', tabindex: -1}, this.#list, this.#empty, this.#more);
  #footer = make('slot', {name: 'footer'});
  #viewing;
  #moreInSight;

  /** @param {PanelActions} actions @param {Texts} texts */
  constructor(actions, texts) {
    this.#actions = actions;
    this.#texts = texts;
    const header = make('div', {class: 'panel-header', part: 'header'}, this.#heading, this.#readAll, this.#close, this.#filters);
    this.footer = make('div', {class: 'footer', part: 'footer'}, this.#footer);
    this.node = make(
      'section',
      {class: 'panel', part: 'panel', id: 'panel', popover: 'auto', role: 'dialog', 'aria-labelledby': 'heading', beforetoggle: () => (this.#hadFocus = this.node.contains(this.#root.activeElement)), toggle: (event) => this.#toggled(event.newState === 'open')},
      header,
      this.#state,
      this.#scroll,
      this.footer,
    );
    this.#footer.addEventListener('slotchange', () => this.drawFooter());
    this.#viewing = new Viewing(this.#scroll, (ids) => this.#viewed(ids));
    this.#moreInSight = new IntersectionObserver((entries) => entries.at(-1)?.isIntersecting && !this.#failed && this.#older(), {root: this.#scroll, rootMargin: '200px'});
    this.speak(texts);
  }

  /** @returns {boolean} */
  get open() {
    return this.node.matches(':popover-open');
  }

  /** Says everything in these texts from now on. @param {Texts} texts */
  speak(texts) {
    this.#texts = texts;
    say(/** @type {Node} */ (this.#heading.firstChild), texts.say('heading'));
    rename(this.#readAll, texts.say('readAll'));
    rename(this.#close, texts.say('close'));
    this.#filters.setAttribute('aria-label', texts.say('filter'));
    say(this.#all, texts.say('all'));
    say(this.#tryAgain, texts.say('tryAgain'));
    this.#forgetRows();
    this.#draw();
  }

  /** @param {Inbox} inbox */
  follow(inbox) {
    this.#inbox = inbox;
    if (this.open) this.#soon();
  }

  /** @param {Status} status */
  tell(status) {
    const key = {connecting: 'connecting', offline: 'offline', refused: 'refused', paused: 'offline', current: '', closed: 'offline'}[status];
    const hide = key === '' || (status === 'connecting' && this.#inbox?.epoch !== undefined);
    this.#state.hidden = hide;
    say(this.#stateText, hide ? '' : this.#texts.say(key));
    this.#tryAgain.hidden = status === 'connecting';
    this.#draw();
  }

  /** @param {HTMLElement} anchor what it opens beside */
  show(anchor) {
    this.#anchor = anchor;
    this.node.showPopover();
    this.#place();
    this.#draw();
    (this.#rowOf(this.#current) ?? this.#close).focus();
  }

  hide() {
    if (this.open) this.node.hidePopover();
  }

  /** Shows the footer where there is something in it. */
  drawFooter() {
    const own = [...this.footer.children].some((each) => each !== this.#footer && !(/** @type {HTMLElement} */ (each).hidden));
    this.footer.classList.toggle('filled', own || this.#footer.assignedNodes().length > 0);
  }

  /** Forgets who was shown. */
  clear() {
    this.#inbox = undefined;
    this.#loading = false;
    this.#kept.clear();
    this.#draw();
  }

  /** It was taken out of the page, which closes it without a word. */
  removed() {
    if (this.#ticking !== undefined) this.#toggled(false);
  }

  /** @param {boolean} open */
  #toggled(open) {
    this.#actions.toggled(open);
    clearInterval(this.#ticking);
    this.#ticking = undefined;
    this.#kept.clear();
    if (open) {
      this.#ticking = setInterval(() => this.#tick(), TICK_MILLIS);
      addEventListener('resize', this.#place);
      addEventListener('scroll', this.#place, true);
      this.#moreInSight.observe(this.#more);
    } else {
      this.#viewing.stop();
      this.#moreInSight.disconnect();
      removeEventListener('resize', this.#place);
      removeEventListener('scroll', this.#place, true);
      // What has the focus is hidden with the panel, and soon nothing has it.
      const {activeElement} = this.#root;
      if (this.#hadFocus && (activeElement === null || this.node.contains(activeElement))) this.#anchor?.focus();
    }
  }

  #tick() {
    for (const row of this.#rows.values()) row.tick();
  }

  /** Beneath the bell or above it, wherever there is more room, with its end at the bell's end; always within the window. */
  #place = () => {
    if (!this.#anchor || !this.open) return;
    const {left, right, top, bottom} = this.#anchor.getBoundingClientRect();
    const {clientWidth: width, clientHeight: height} = document.documentElement;
    const own = this.node.offsetWidth;
    const rtl = getComputedStyle(this.node).direction === 'rtl';
    const wanted = rtl ? left : right - own;
    const below = height - bottom >= Math.min(360, top);
    Object.assign(this.node.style, {
      left: `${Math.max(EDGE, Math.min(wanted, width - own - EDGE))}px`,
      top: below ? `${Math.max(EDGE, bottom + 6)}px` : 'auto',
      bottom: below ? 'auto' : `${Math.max(EDGE, height - top + 6)}px`,
      maxHeight: `${Math.min(640, Math.max(200, (below ? height - bottom : top) - 6 - EDGE))}px`,
    });
  };

  /** @param {boolean} unreadOnly */
  #show(unreadOnly) {
    this.#unreadOnly = unreadOnly;
    this.#kept.clear();
    this.#draw();
    this.#scroll.scrollTop = 0;
  }

  /** Draws once for all that changes until the next picture. */
  #soon() {
    this.#frame ||= requestAnimationFrame(() => this.#draw());
  }

  #draw() {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    const inbox = this.#inbox;
    const texts = this.#texts;
    const unread = inbox?.unread ?? 0;
    // Disabled outright it would lose the focus, which it has when it was pressed by keyboard.
    this.#readAll.setAttribute('aria-disabled', String(unread === 0));
    say(this.#unread, unread ? `${texts.say('unread')} ${texts.badge(unread)}` : texts.say('unread'));
    this.#all.setAttribute('aria-pressed', String(!this.#unreadOnly));
    this.#unread.setAttribute('aria-pressed', String(this.#unreadOnly));
    const shown = this.#shown();
    this.#drawRows(shown);
    this.#drawEnd(shown);
  }

  /** @returns {Notification[]} */
  #shown() {
    if (!this.#inbox) return [];
    const all = list(this.#inbox);
    if (!this.#unreadOnly) return all;
    for (const {id, readAt} of all) if (readAt === undefined) this.#kept.add(id);
    return all.filter(({id}) => this.#kept.has(id));
  }

  /** @param {Notification[]} shown */
  #drawRows(shown) {
    const wanted = new Set(shown.map(({id}) => id));
    const focused = this.#focusedRow();
    const place = focused ? [...this.#rows.keys()].indexOf(focused) : -1;
    for (const [id, row] of this.#rows) {
      if (wanted.has(id)) continue;
      row.node.remove();
      this.#rows.delete(id);
      this.#actions.gone(row);
    }
    /** @type {Map<string, Row>} */
    const rows = new Map();
    let before = this.#list.firstElementChild;
    for (const notification of shown) {
      let row = this.#rows.get(notification.id);
      if (!row) row = this.#newRow(notification);
      else if (row.notification !== notification) this.#updateRow(row, notification);
      if (row.node === before) before = before.nextElementSibling;
      else this.#move(row, before);
      rows.set(notification.id, row);
    }
    this.#rows = rows;
    this.#keepReachable(focused, place);
  }

  /** @param {Notification} notification */
  #newRow(notification) {
    const row = new Row(notification, this.#actions, this.#texts);
    row.reachable = false;
    row.node.addEventListener('focusin', () => this.#makeCurrent(notification.id));
    this.#actions.drawn(row);
    return row;
  }

  /** @param {Row} row @param {Notification} notification */
  #updateRow(row, notification) {
    row.update(notification);
    this.#actions.drawn(row);
  }

  /** A node that is moved loses the focus, so it is given back. @param {Row} row @param {Element | null} before */
  #move(row, before) {
    const {activeElement} = this.#root;
    const focused = row.node.contains(activeElement) ? /** @type {HTMLElement} */ (activeElement) : undefined;
    this.#list.insertBefore(row.node, before);
    focused?.focus({preventScroll: true});
  }

  /** @param {string | undefined} focused @param {number} place where it stood */
  #keepReachable(focused, place) {
    const ids = [...this.#rows.keys()];
    if (focused !== undefined && !this.#rows.has(focused)) {
      // What had the focus is gone: the next one has it, or the one before, or the panel's button.
      const next = ids[Math.min(place, ids.length - 1)];
      if (next === undefined) this.#close.focus();
      else this.#rowOf(next)?.focus();
      return;
    }
    const first = ids[0];
    if (this.#current === undefined || !this.#rows.has(this.#current)) {
      this.#current = undefined;
      if (first !== undefined) this.#makeCurrent(first);
    }
  }

  /** @param {Notification[]} shown */
  #drawEnd(shown) {
    const texts = this.#texts;
    const inbox = this.#inbox;
    const loadedUnread = inbox ? [...inbox.rows.values()].filter(({readAt}) => readAt === undefined).length : 0;
    const more = inbox !== undefined && inbox.more && (!this.#unreadOnly || loadedUnread < inbox.unread);
    this.#list.hidden = shown.length === 0;
    this.#empty.hidden = shown.length > 0 || more || inbox?.epoch === undefined;
    say(this.#emptyTitle, texts.say(this.#unreadOnly ? 'emptyUnread' : 'emptyAll'));
    say(this.#emptyHint, texts.say(this.#unreadOnly ? 'emptyUnreadHint' : 'emptyAllHint'));
    this.#more.hidden = !more;
    say(this.#more, this.#failed ? `${texts.say('olderFailed')} ${texts.say('tryAgain')}` : texts.say('older'));
    if (this.open) this.#viewing.watch([...this.#rows.values()].filter(({notification}) => notification.readAt === undefined).map(({node}) => node));
  }

  async #older() {
    if (this.#loading || !this.#inbox?.more) return;
    const before = this.#inbox;
    this.#loading = true;
    this.#failed = false;
    try {
      await this.#actions.older();
    } catch {
      this.#failed = true;
    }
    this.#loading = false;
    this.#draw();
    // What has come may not fill the list, and the observer tells of changes only.
    if (this.open && this.#inbox !== before) {
      this.#moreInSight.unobserve(this.#more);
      this.#moreInSight.observe(this.#more);
    }
  }

  /** @param {string[]} ids */
  #viewed(ids) {
    this.#actions.viewed(ids.map((id) => this.#rowOf(id)?.notification).filter((each) => each !== undefined));
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const at = /** @type {HTMLElement | undefined} */ (event.composedPath()[0]);
    if (at?.isContentEditable || at?.matches?.('input, textarea, select')) return;
    const focused = this.#focusedRow();
    if (focused === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    const ids = [...this.#rows.keys()];
    const place = ids.indexOf(focused);
    const to = {ArrowDown: place + 1, ArrowUp: place - 1, Home: 0, End: ids.length - 1}[event.key];
    const row = this.#rowOf(focused);
    if (to !== undefined) {
      this.#rowOf(ids[Math.max(0, Math.min(to, ids.length - 1))])?.focus();
    } else if (row && (event.key === 'Delete' || event.key === 'Backspace')) {
      if (!event.repeat) this.#actions.remove(row.notification);
    } else if (row && event.key.toLowerCase() === 'r') {
      if (!event.repeat) this.#actions.toggleRead(row.notification);
    } else {
      return;
    }
    event.preventDefault();
  }

  get #root() {
    return /** @type {ShadowRoot} */ (this.node.getRootNode());
  }

  /** @returns {string | undefined} */
  #focusedRow() {
    const row = this.#root.activeElement?.closest?.('.row');
    if (row instanceof HTMLElement) return row.dataset['id'];
    // A row that the page has drawn is in the page, and knows its row by the slot.
    const drawn = document.activeElement?.closest?.('[slot^=notification-]');
    return drawn?.assignedSlot?.closest?.('.panel') === this.node ? drawn.slot.replace('notification-', '') : undefined;
  }

  /** @param {string | undefined} id */
  #rowOf(id) {
    return id === undefined ? undefined : this.#rows.get(id);
  }

  /** @param {string} id */
  #makeCurrent(id) {
    const before = this.#rowOf(this.#current);
    if (before) before.reachable = false;
    this.#current = id;
    const row = this.#rowOf(id);
    if (row) row.reachable = true;
  }

  #forgetRows() {
    for (const row of this.#rows.values()) {
      row.node.remove();
      this.#actions.gone(row);
    }
    this.#rows.clear();
    this.#current = undefined;
  }
}
