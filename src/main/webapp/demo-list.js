/** The list of notifications, the bell and its badge: draws an inbox, and reports what is pressed. */
import {list} from './ringside.js';
import {byId, fromTemplate, knownStyle, safeLink, setIcon, setText} from './demo-dom.js';

/** @typedef {import('./ringside.js').Inbox} Inbox */
/** @typedef {import('./ringside.js').Notification} Notification */

/**
 * @typedef {object} Actions
 * @property {(id: string) => void} read
 * @property {(id: string) => void} unread
 * @property {(id: string) => void} remove
 */

const TIMES_MILLIS = 15_000;
/** How high a badge counts. */
const BADGE_LIMIT = 99;

const relative = new Intl.RelativeTimeFormat('en', {numeric: 'auto', style: 'short'});
const exact = new Intl.DateTimeFormat('en', {dateStyle: 'medium', timeStyle: 'medium'});

/**
 * Units of a relative time, each with its seconds and with the seconds up to which it is used.
 *
 * @type {[Intl.RelativeTimeFormatUnit, number, number][]}
 */
const UNITS = [
  ['minute', 60, 3_600],
  ['hour', 3_600, 86_400],
  ['day', 86_400, 7 * 86_400],
  ['week', 7 * 86_400, 30 * 86_400],
  ['month', 30 * 86_400, 365 * 86_400],
  ['year', 365 * 86_400, Infinity],
];

export class NotificationList {
  #actions;
  #rows = byId('rows');
  /** @type {Map<string, HTMLElement>} */
  #elements = new Map();

  /** @param {Actions} actions */
  constructor(actions) {
    this.#actions = actions;
    setInterval(() => this.#tellTimes(), TIMES_MILLIS);
  }

  /**
   * @param {Inbox} inbox
   * @param {ReadonlySet<string>} fresh ids of rows that have just asked for attention
   */
  draw(inbox, fresh = new Set()) {
    const notifications = list(inbox);
    this.#removeOthers(inbox);
    let place = this.#rows.firstElementChild;
    for (const notification of notifications) {
      const element = this.#elementOf(notification);
      fill(element, notification);
      // Rows that stand where they belong are not touched, so that they keep the focus.
      if (element === place) place = place.nextElementSibling;
      else this.#rows.insertBefore(element, place);
      if (fresh.has(notification.id)) replay(element, 'fresh');
    }
    byId('empty').hidden = notifications.length > 0 || inbox.epoch === undefined;
    byId('older').hidden = !inbox.more;
    byId('read-all').toggleAttribute('disabled', inbox.unread === 0);
    this.#drawBell(inbox.unread, fresh.size > 0);
  }

  /** @param {Inbox} inbox */
  #removeOthers(inbox) {
    for (const [id, element] of this.#elements) {
      if (inbox.rows.has(id)) continue;
      const focused = element.contains(document.activeElement);
      const next = element.nextElementSibling ?? element.previousElementSibling;
      element.remove();
      this.#elements.delete(id);
      if (focused) /** @type {HTMLElement} */ (next ?? byId('person-heading')).focus();
    }
  }

  /** @param {Notification} notification */
  #elementOf({id}) {
    let element = this.#elements.get(id);
    if (element) return element;
    element = fromTemplate('row-template');
    const {dataset} = element;
    element.querySelector('.row-read')?.addEventListener('click', () => {
      if (dataset.unread === 'true') this.#actions.read(id);
      else this.#actions.unread(id);
    });
    element.querySelector('.row-delete')?.addEventListener('click', () => this.#actions.remove(id));
    element.querySelector('.row-link')?.addEventListener('click', () => {
      if (dataset.unread === 'true') this.#actions.read(id);
    });
    this.#elements.set(id, element);
    return element;
  }

  /**
   * @param {number} unread
   * @param {boolean} ringing
   */
  #drawBell(unread, ringing) {
    const bell = byId('bell');
    const badge = byId('badge');
    badge.hidden = unread === 0;
    badge.textContent = unread > BADGE_LIMIT ? `${BADGE_LIMIT}+` : String(unread);
    bell.setAttribute('aria-label', `Notifications, ${unread} unread`);
    if (ringing) replay(bell, 'ringing');
  }

  #tellTimes() {
    for (const time of this.#rows.querySelectorAll('time')) time.textContent = ago(time.dateTime);
  }
}

/**
 * @param {HTMLElement} element
 * @param {Notification} notification
 */
function fill(element, notification) {
  const style = knownStyle(notification.style);
  const unread = notification.readAt === undefined;
  const name = notification.title ?? notification.content ?? '';
  element.dataset.style = style;
  element.dataset.unread = String(unread);
  setIcon(element, '.row-icon', style);
  setText(element, '.row-state', `${unread ? 'Unread' : 'Read'}, ${style}`);
  setText(element, '.row-title', notification.title);
  setText(element, '.row-content', notification.content);
  setText(element, '.row-category', notification.category);
  setText(element, '.row-key', notification.key);
  fillProgress(element, notification.progress);
  fillLink(element, notification.link);

  const time = /** @type {HTMLTimeElement} */ (element.querySelector('time'));
  time.dateTime = notification.updatedAt;
  time.title = exact.format(new Date(notification.updatedAt));
  time.textContent = ago(notification.updatedAt);

  setIcon(element, '.row-read', unread ? 'check' : 'dot');
  label(element, '.row-read', unread ? 'Mark read' : 'Mark unread', name);
  label(element, '.row-delete', 'Delete', name);
}

/**
 * @param {HTMLElement} element
 * @param {number | undefined} progress
 */
function fillProgress(element, progress) {
  const around = /** @type {HTMLElement} */ (element.querySelector('.row-progress'));
  around.hidden = progress === undefined;
  const bar = /** @type {HTMLProgressElement} */ (around.querySelector('progress'));
  bar.value = progress ?? 0;
  bar.setAttribute('aria-label', 'Progress');
  setText(around, 'span', `${progress ?? 0} %`);
}

/**
 * @param {HTMLElement} element
 * @param {string | undefined} link
 */
function fillLink(element, link) {
  const safe = safeLink(link);
  const anchor = /** @type {HTMLAnchorElement} */ (setText(element, '.row-link', safe && shortOf(safe)));
  if (!safe) {
    anchor.removeAttribute('href');
    return;
  }
  anchor.href = safe;
  anchor.target = '_blank';
  anchor.rel = 'noopener noreferrer';
}

/** @param {string} link where it leads, without what is of no interest to a reader */
function shortOf(link) {
  return link.startsWith('/') ? link : new URL(link).host;
}

/**
 * @param {HTMLElement} element
 * @param {string} selector
 * @param {string} what
 * @param {string} name
 */
function label(element, selector, what, name) {
  const button = /** @type {HTMLElement} */ (element.querySelector(selector));
  button.title = what;
  button.setAttribute('aria-label', `${what}: ${name}`);
}

/** @param {string} time */
function ago(time) {
  const seconds = (Date.now() - Date.parse(time)) / 1000;
  if (!(seconds >= 45)) return 'just now';
  const [unit, length] = UNITS.find(([, , until]) => seconds < until) ?? ['year', 1];
  return relative.format(-Math.max(1, Math.round(seconds / length)), unit);
}

/** Plays an animation once more. @param {HTMLElement} element @param {string} name */
function replay(element, name) {
  element.classList.remove(name);
  void element.offsetWidth; // the class must have been gone for a layout
  element.classList.add(name);
}

/** @param {Inbox} inbox @param {string} user */
export function titleOf(inbox, user) {
  return `${inbox.unread > 0 ? `(${inbox.unread}) ` : ''}${user} · Ringside`;
}
