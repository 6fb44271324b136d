/**
 * Toasts: what has just rung, for a few seconds, in one tab of all that a person has open.
 *
 * Of the tabs that can be seen, one has the turn and shows them. When the turn passes on between a frame's arrival in one
 * tab and in another, both might show it or neither: so what was shown is marked for all tabs (in `localStorage`), and a tab
 * that has just got the turn looks back a few seconds.
 */
import {icon, iconButton, make, safeLink, say} from './bell-dom.js';
import {Turn} from './turn.js';

/** @typedef {import('./inbox.js').Notification} Notification */
/** @typedef {import('./bell-messages.js').Texts} Texts */

/**
 * @typedef {object} ToastActions
 * @property {(notification: Notification, event: Event) => void} open
 * @property {() => void} openPanel
 * @property {(notification: Notification) => boolean} show whether a toast is wanted
 * @property {() => boolean} looking whether the person has the list in front of them
 */

const AT_A_TIME = 3;
const LOOK_BACK_MILLIS = 5000;

export class Toasts {
  #actions;
  /** @type {Texts} */ #texts;
  /** @type {Turn | undefined} */ #turn;
  /** @type {Mark | undefined} */ #mark;
  /** What came of late, shown or not. @type {{notification: Notification, at: number}[]} */ #recent = [];
  /** @type {Toast[]} */ #shown = [];
  /** How many are told of by one toast that stands for all. */ #more = 0;
  /** @type {Toast | undefined} */ #summary;
  #stop = new AbortController();
  node = make('div', {class: 'toasts', part: 'toasts', popover: 'manual'});
  // In the page from the start: a screen reader says only what is put into a live region that it knows.
  polite = make('div', {class: 'quiet', role: 'status', 'aria-live': 'polite'});
  urgent = make('div', {class: 'quiet', role: 'alert', 'aria-live': 'assertive'});

  /** How long a toast stays, in milliseconds; 0 shows none. */
  millis = 6000;

  /** @param {ToastActions} actions @param {Texts} texts */
  constructor(actions, texts) {
    this.#actions = actions;
    this.#texts = texts;
  }

  /** @param {Texts} texts */
  speak(texts) {
    this.#texts = texts;
  }

  /** From now on these are toasts for this person. @param {string} person a name that is theirs alone on this site */
  begin(person) {
    this.end();
    this.#stop = new AbortController();
    const turn = new Turn(turnName(person));
    this.#turn = turn;
    this.#mark = new Mark(person);
    const {signal} = this.#stop;
    turn.addEventListener('turn', () => turn.mine && this.#lookBack(), {signal});
    document.addEventListener('visibilitychange', () => this.#seen(), {signal});
    // A page that is left may be kept for coming back, and keep its locks.
    addEventListener('pagehide', () => turn.give(), {signal});
    addEventListener('pageshow', () => this.#seen(), {signal});
    this.#seen();
  }

  end() {
    this.#stop.abort();
    this.#turn?.give();
    this.#turn = undefined;
    this.#recent = [];
    for (const toast of [...this.#shown]) toast.dismiss();
    this.#summary?.dismiss();
  }

  /**
   * These have rung.
   *
   * @param {Notification[]} rung the oldest first
   * @param {string} epoch
   */
  ring(rung, epoch) {
    const at = Date.now();
    this.#recent = this.#recent.filter((each) => at - each.at < LOOK_BACK_MILLIS);
    this.#mark?.enter(epoch);
    for (const notification of rung) this.#recent.push({notification, at});
    if (this.#turn?.mine) this.#lookBack();
  }

  /** Says something to those who listen rather than look. @param {string} text @param {boolean} [urgently] */
  announce(text, urgently = false) {
    const region = urgently ? this.urgent : this.polite;
    // The same words again are said again only if they are another node.
    region.replaceChildren(make('p', {}, text));
  }

  /** What was read or deleted is no news. @param {(notification: Notification) => boolean} stays */
  prune(stays) {
    for (const toast of [...this.#shown]) if (toast.notification && !stays(toast.notification)) toast.dismiss();
    this.#recent = this.#recent.filter(({notification}) => stays(notification));
  }

  /** Everything was seen. */
  clear() {
    this.prune(() => false);
    this.#summary?.dismiss();
  }

  #seen() {
    if (document.visibilityState === 'visible') this.#turn?.take();
    else this.#turn?.give();
  }

  #lookBack() {
    const now = Date.now();
    const recent = this.#recent.filter(({at}) => now - at < LOOK_BACK_MILLIS);
    this.#recent = [];
    const fresh = recent.map(({notification}) => notification).filter((each) => this.#mark?.claim(each.rang));
    if (fresh.length === 0) return;
    this.#tell(fresh);
    if (this.millis <= 0 || this.#actions.looking()) return;
    const wanted = fresh.filter((each) => this.#actions.show(each));
    const room = Math.max(0, AT_A_TIME - this.#shown.length);
    const [many, few] = wanted.length > room ? [wanted, []] : [[], wanted];
    for (const notification of few) this.#show(notification);
    if (many.length) this.#summarize(many.length);
  }

  /** @param {Notification[]} fresh */
  #tell(fresh) {
    const [only] = fresh;
    const urgently = fresh.some(({style}) => style === 'error');
    if (!only || fresh.length > 1) {
      this.announce(this.#texts.say('newOnes', {count: fresh.length}), urgently);
    } else {
      this.announce([this.#texts.say(only.style ?? 'info'), only.title, only.content].filter(Boolean).join(': '), urgently);
    }
  }

  /** @param {Notification} notification */
  #show(notification) {
    // One that is replaced while its toast is up.
    this.#shown.find((each) => each.notification?.id === notification.id)?.dismiss();
    const toast = new Toast(this.#texts, notification, this.millis, (event) => this.#actions.open(notification, event), () => this.#gone(toast));
    this.#shown.push(toast);
    this.#append(toast);
  }

  /** @param {number} count */
  #summarize(count) {
    this.#more += count;
    const text = this.#texts.say('newOnes', {count: this.#more});
    if (this.#summary) {
      this.#summary.retitle(text);
      return;
    }
    const toast = new Toast(this.#texts, undefined, this.millis, () => this.#actions.openPanel(), () => {
      this.#summary = undefined;
      this.#more = 0;
      this.#close();
    });
    toast.retitle(text);
    this.#summary = toast;
    this.#append(toast);
  }

  /** @param {Toast} toast */
  #append(toast) {
    this.node.append(toast.node);
    // Opened anew, it lies above whatever else is open, modal dialogs too.
    if (this.node.matches(':popover-open')) this.node.hidePopover();
    this.node.showPopover();
  }

  /** @param {Toast} toast */
  #gone(toast) {
    this.#shown = this.#shown.filter((each) => each !== toast);
    this.#close();
  }

  #close() {
    if (!this.#shown.length && !this.#summary && this.node.matches(':popover-open')) this.node.hidePopover();
  }
}

/** @param {string} person */
export function turnName(person) {
  return `ringside:toasts:${person}`;
}

class Toast {
  /** @type {ReturnType<typeof setTimeout> | undefined} */ #timer;
  #millis;
  #onGone;
  #title = make('span', {class: 'row-title', part: 'toast-title', dir: 'auto'});

  /**
   * @param {Texts} texts
   * @param {Notification | undefined} notification absent where it stands for several
   * @param {number} millis
   * @param {(event: Event) => void} onClick
   * @param {() => void} onGone
   */
  constructor(texts, notification, millis, onClick, onGone) {
    this.notification = notification;
    this.#millis = millis;
    this.#onGone = onGone;
    const style = notification?.style ?? 'info';
    const content = notification?.title === undefined ? '' : (notification.content ?? '');
    const body = make('span', {class: 'row-body'}, this.#title, make('span', {class: 'row-content', part: 'toast-content', dir: 'auto', hidden: !content}, content));
    const picture = make('span', {class: 'row-icon'}, icon(notification ? style : 'bell'));
    /** @param {Event} event */
    const click = (event) => {
      onClick(event);
      this.dismiss();
    };
    const href = safeLink(notification?.link);
    const main = href === undefined
      ? make('button', {type: 'button', class: 'row-main', click}, picture, body)
      : make('a', {class: 'row-main', href, click}, picture, body);
    this.node = make('div', {class: 'toast', part: `toast toast-${style}`, 'data-style': style}, main, iconButton('dismiss', 'close', texts.say('dismiss'), () => this.dismiss()));
    // Whoever is reading it, or about to click, is not hurried.
    for (const name of ['pointerenter', 'focusin']) this.node.addEventListener(name, () => clearTimeout(this.#timer));
    for (const name of ['pointerleave', 'focusout']) this.node.addEventListener(name, () => this.#wait());
    this.retitle(notification?.title ?? notification?.content ?? texts.say('untitled'));
  }

  /** @param {string} text */
  retitle(text) {
    say(this.#title, text);
    this.#wait();
  }

  dismiss() {
    clearTimeout(this.#timer);
    // Not whether it is in the page: the bell may just have been taken out of it.
    if (!this.node.parentNode) return;
    this.node.remove();
    this.#onGone();
  }

  #wait() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.dismiss(), this.#millis);
  }
}

/** Up to where this person's notifications were shown, in whichever tab. */
class Mark {
  #name;
  #epoch = '';
  #rang = 0;

  /** @param {string} person */
  constructor(person) {
    this.#name = `ringside:shown:${person}`;
  }

  /** @param {string} epoch of what comes now */
  enter(epoch) {
    if (epoch === this.#epoch) return;
    this.#epoch = epoch;
    this.#rang = 0;
  }

  /** Whether nobody has shown it yet; from now on somebody has. @param {number} rang */
  claim(rang) {
    const shown = Math.max(this.#rang, this.#stored());
    if (rang <= shown) return false;
    this.#rang = rang;
    try {
      localStorage.setItem(this.#name, `${this.#epoch}:${rang}`);
    } catch {
      // No storage: the turn alone decides.
    }
    return true;
  }

  #stored() {
    try {
      const [epoch, rang] = (localStorage.getItem(this.#name) ?? '').split(/:(?=\d+$)/);
      return epoch === this.#epoch ? Number(rang) : 0;
    } catch {
      return 0;
    }
  }
}
