/** Where one writes, and who else does. */
import {byId, say} from './dom.js';
import {withIds} from './text.js';

/** @typedef {import('./app.js').App} App */

const MOST_ROWS = 6;

export class Composer {
  #app;
  #area = /** @type {HTMLTextAreaElement} */ (byId('say'));
  /** What was begun in each room. @type {Map<string, string>} */ #begun = new Map();
  /** @type {string | undefined} */ #of;

  /** @param {App} app @param {{said: () => void, editLast: () => void}} timeline @param {AbortSignal} signal */
  constructor(app, timeline, signal) {
    this.#app = app;
    byId('composer').addEventListener('submit', (event) => {
      event.preventDefault();
      this.#send(timeline);
    }, {signal});
    this.#area.addEventListener('keydown', (event) => {
      if (event.isComposing) return;
      if (event.key === 'Enter' && !event.shiftKey) this.#send(timeline);
      else if (event.key === 'ArrowUp' && !this.#area.value) timeline.editLast();
      else return;
      event.preventDefault();
    }, {signal});
    this.#area.addEventListener('input', () => {
      this.#fit();
      if (this.#area.value.trim()) app.view?.room.type();
    }, {signal});
  }

  show() {
    if (this.#of !== undefined) this.#begun.set(this.#of, this.#area.value);
    this.#of = this.#app.view?.id;
    this.#area.value = this.#begun.get(this.#of ?? '') ?? '';
    this.#fit();
    // On a phone, a keyboard would hide half of the room.
    if (this.#of !== undefined && matchMedia('(hover: hover)').matches) this.#area.focus();
  }

  /** Who else is writing. */
  draw() {
    const names = (this.#app.view?.room.typing ?? []).map((user) => this.#app.nameOf(user));
    const text = names.length === 0 ? '' : names.length === 1 ? `${names[0]} is typing…` : names.length === 2 ? `${names[0]} and ${names[1]} are typing…` : `${names.length} people are typing…`;
    say(byId('typing'), text);
  }

  /** @param {{said: () => void}} timeline */
  #send(timeline) {
    const {room} = this.#app.view ?? {};
    const content = this.#area.value.trim();
    if (!room || !content) return;
    this.#area.value = '';
    this.#fit();
    this.#area.focus();
    void room.say(withIds(content, [...room.members, ...this.#app.people().filter(({user}) => room.members.every((member) => member.user !== user))]));
    timeline.said();
  }

  #fit() {
    this.#area.rows = Math.min(MOST_ROWS, this.#area.value.split('\n').length);
  }
}
