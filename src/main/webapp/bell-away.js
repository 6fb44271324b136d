/** What a person sees of the bell when the page is not in front of them: the title of its tab, and the system's own notifications. */
import {safeLink} from './bell-dom.js';
import {turnName} from './bell-toasts.js';
import {Turn} from './turn.js';

/** @typedef {import('./inbox.js').Notification} Notification */

/** Those of the page's bells that show their count: the title has room for one, so it is the highest. @type {Set<TitleBadge>} */
const badges = new Set();
/** @type {MutationObserver | undefined} */ let observer;
/** What stands before the page's own title. */
let prefix = '';

/** Writes the number of unread ones before the page's title, whatever the page makes of its title. */
export class TitleBadge {
  #count = 0;

  /** @returns {number} */
  get count() {
    return this.#count;
  }

  set count(count) {
    this.#count = count;
    if (badges.has(this)) writeTitle();
  }

  start() {
    badges.add(this);
    if (!observer) {
      observer = new MutationObserver(writeTitle);
      observer.observe(document.head ?? document.documentElement, {subtree: true, childList: true, characterData: true});
    }
    writeTitle();
  }

  stop() {
    if (!badges.delete(this)) return;
    if (!badges.size) {
      observer?.disconnect();
      observer = undefined;
    }
    writeTitle();
  }
}

function writeTitle() {
  const own = prefix && document.title.startsWith(prefix) ? document.title.slice(prefix.length) : document.title;
  const count = Math.max(0, ...[...badges].map((each) => each.count));
  prefix = count ? `(${count > 99 ? '99+' : count}) ` : '';
  if (document.title !== prefix + own) document.title = prefix + own;
}

/** Notifications of the system, once per person, and only while no tab of theirs is in sight. */
export class SystemNotifications {
  #onOpen;
  /** @type {Turn | undefined} */ #turn;
  #person = '';
  #stop = new AbortController();

  /** @param {(notification: Notification) => boolean} onOpen whether its link is to be followed */
  constructor(onOpen) {
    this.#onOpen = onOpen;
  }

  /** @returns {boolean} whether the person could still say yes */
  static get canBeAsked() {
    return typeof Notification === 'function' && globalThis.isSecureContext && Notification.permission === 'default';
  }

  /** @param {string} person */
  begin(person) {
    if (this.#turn && this.#person === person) return;
    this.end();
    this.#person = person;
    const turn = new Turn(`ringside:system:${person}`);
    this.#turn = turn;
    this.#stop = new AbortController();
    const {signal} = this.#stop;
    // A page that is left may be kept for coming back, and keep its locks.
    addEventListener('pagehide', () => turn.give(), {signal});
    addEventListener('pageshow', () => turn.take(), {signal});
    turn.take();
  }

  end() {
    this.#stop.abort();
    this.#turn?.give();
    this.#turn = undefined;
  }

  /** @param {Notification[]} rung @param {{language: string, dir: string}} as */
  async ring(rung, {language, dir}) {
    if (!this.#turn?.mine || typeof Notification !== 'function' || Notification.permission !== 'granted') return;
    if (await this.#inSight()) return;
    for (const notification of rung) {
      const {id, title, content} = notification;
      // The tag makes a notification that is replaced here be replaced there as well.
      const shown = new Notification(title ?? content ?? '', {body: title === undefined ? '' : (content ?? ''), tag: `ringside:${id}`, lang: language, dir: dir === 'rtl' ? 'rtl' : 'ltr'});
      shown.onclick = () => {
        shown.close();
        globalThis.focus();
        const link = safeLink(notification.link);
        if (this.#onOpen(notification) && link) location.assign(link);
      };
    }
  }

  /** The turn of toasts is held by tabs in sight alone. */
  async #inSight() {
    if (document.visibilityState === 'visible') return true;
    const locks = await navigator.locks?.query();
    return locks?.held?.some(({name}) => name === turnName(this.#person)) ?? false;
  }
}
