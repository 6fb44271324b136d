/** One row of the list: made once for a notification, then changed in place, so that focus, selection and a moving bar survive. */
import {icon, iconButton, make, rename, safeLink, say} from './bell-dom.js';

/** @typedef {import('./inbox.js').Notification} Notification */
/** @typedef {import('./bell-messages.js').Texts} Texts */

/**
 * @typedef {object} RowActions what a person does with a row
 * @property {(notification: Notification, event: Event) => void} open
 * @property {(notification: Notification) => void} toggleRead
 * @property {(notification: Notification) => void} remove
 */

export class Row {
  /** @type {Notification} */ #notification;
  #actions;
  #texts;
  #main;
  /** A link to where it was `undefined` is another element, so each row knows which it has. */ #link;
  #picture = make('span', {class: 'row-icon', part: 'row-icon'});
  #state = make('span', {class: 'quiet'});
  #title = make('span', {class: 'row-title', part: 'row-title', dir: 'auto'});
  #content = make('span', {class: 'row-content', part: 'row-content', dir: 'auto'});
  #bar = make('div', {class: 'bar', part: 'progress-bar'});
  #percent = make('span', {'aria-hidden': 'true'});
  /** Beside the link or button and not in it: what is in a button is read as its name alone. */
  #track = make('div', {class: 'track', part: 'progress-track', role: 'progressbar', 'aria-valuemin': 0, 'aria-valuemax': 100}, this.#bar);
  #progress = make('div', {class: 'progress', part: 'progress'}, this.#track, this.#percent);
  #time = make('time', {class: 'row-time', part: 'row-time'});
  #toggle;
  #remove;

  /**
   * @param {Notification} notification
   * @param {RowActions} actions
   * @param {Texts} texts
   */
  constructor(notification, actions, texts) {
    this.#notification = notification;
    this.#actions = actions;
    this.#texts = texts;
    this.#link = safeLink(notification.link);
    this.#main = this.#makeMain();
    this.#toggle = iconButton('toggle', 'check', texts.say('markRead'), () => actions.toggleRead(this.#notification));
    this.#remove = iconButton('remove', 'bin', texts.say('remove'), () => actions.remove(this.#notification));
    const slot = make('slot', {name: slotOf(notification)}, this.#main, this.#progress);
    this.node = make('li', {class: 'row', part: 'row'}, slot, make('div', {class: 'row-actions', part: 'row-actions'}, this.#toggle, this.#remove));
    this.node.dataset['id'] = notification.id;
    this.update(notification);
  }

  /** @returns {Notification} */
  get notification() {
    return this.#notification;
  }

  /** What of the row can be reached by the tab key: of all rows, one. @param {boolean} reachable */
  set reachable(reachable) {
    for (const each of [this.#main, this.#toggle, this.#remove]) each.tabIndex = reachable ? 0 : -1;
  }

  focus() {
    const drawn = /** @type {HTMLSlotElement} */ (this.#main.parentElement).assignedElements()[0];
    if (drawn instanceof HTMLElement) drawn.focus();
    // What the page has drawn may take no focus; then the row's first button does.
    for (const each of [this.#main, this.#toggle]) if (!drawn?.matches(':focus') && !this.node.matches(':focus-within')) each.focus();
  }

  /** @param {Notification} notification */
  update(notification) {
    this.#notification = notification;
    const unread = notification.readAt === undefined;
    const style = notification.style ?? 'info';
    const texts = this.#texts;
    if (safeLink(notification.link) !== this.#link) this.#remakeMain();
    this.node.classList.toggle('unread', unread);
    this.node.part.toggle('row-unread', unread);
    if (this.node.dataset['style'] !== style) {
      this.node.dataset['style'] = style;
      this.#picture.replaceChildren(icon(style));
    }
    const told = [unread && texts.say('isUnread'), texts.say(style)].filter(Boolean);
    say(this.#state, told.length ? `${told.join(', ')}. ` : '');
    say(this.#title, notification.title ?? notification.content ?? texts.say('untitled'));
    say(this.#content, notification.title === undefined ? '' : (notification.content ?? ''));
    this.#content.hidden = this.#content.textContent === '';
    this.#showProgress();
    this.#toggle.replaceChildren(icon(unread ? 'check' : 'dot'));
    rename(this.#toggle, texts.say(unread ? 'markRead' : 'markUnread'));
    rename(this.#remove, texts.say('remove'));
    this.tick();
  }

  /** Time has passed. */
  tick() {
    const {updatedAt} = this.#notification;
    this.#time.dateTime = updatedAt;
    say(this.#time, this.#texts.ago(updatedAt));
    this.#time.title = this.#texts.full(updatedAt);
    this.#sayHowFar();
  }

  #showProgress() {
    const {progress, job} = this.#notification;
    // A job that runs has a bar, though nobody knows how far it is; of one that is done, the bar stays where it did not come all the way.
    const shown = job?.state === 'done' ? progress !== undefined && progress < 100 : job !== undefined || progress !== undefined;
    this.#track.hidden = !shown;
    this.#progress.hidden = !shown && job === undefined;
    this.#track.classList.toggle('unknown', progress === undefined && job?.state === 'running');
    this.#track.setAttribute('aria-label', this.#texts.say('progress'));
    if (progress === undefined) this.#track.removeAttribute('aria-valuenow');
    else this.#track.setAttribute('aria-valuenow', String(progress));
    this.#bar.style.scale = `${(progress ?? 100) / 100} 1`;
  }

  /** How far, and for how long: "40 % · 3 min". */
  #sayHowFar() {
    const {progress, job} = this.#notification;
    const texts = this.#texts;
    const far = progress === undefined || this.#track.hidden ? '' : texts.percent(progress);
    const long = job === undefined ? '' : texts.length(Date.parse(job.endedAt ?? '') || Date.now(), Date.parse(job.startedAt));
    say(this.#percent, [far, long].filter(Boolean).join(' · '));
  }

  #makeMain() {
    /** @param {Event} event */
    const click = (event) => this.#actions.open(this.#notification, event);
    const body = make('span', {class: 'row-body'}, this.#state, this.#title, this.#content, this.#time);
    const attributes = {class: 'row-main', part: 'row-main', click};
    return this.#link === undefined
      ? make('button', {...attributes, type: 'button'}, this.#picture, body)
      : make('a', {...attributes, href: this.#link}, this.#picture, body);
  }

  #remakeMain() {
    const before = this.#main;
    const focused = before.matches(':focus');
    this.#link = safeLink(this.#notification.link);
    this.#main = this.#makeMain();
    this.#main.tabIndex = before.tabIndex;
    before.replaceWith(this.#main);
    if (focused) this.#main.focus();
  }
}

/**
 * The slot in which a page may draw a row by itself.
 *
 * @param {Notification} notification
 */
export function slotOf({id}) {
  return `notification-${id}`;
}
