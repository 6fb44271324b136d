/** Rows that the page draws by itself: each a child of the bell, in the slot of its row, so that the page's own styles hold. */
import {make} from './bell-dom.js';
import {slotOf} from './bell-row.js';

/** @typedef {import('./inbox.js').Notification} Notification */
/** @typedef {import('./bell-row.js').Row} Row */

export class DrawnRows {
  #host;
  /** @type {Map<string, HTMLElement>} */ #elements = new Map();
  /** @type {((notification: Notification) => Node | undefined | null) | undefined} */ render;

  /** @param {HTMLElement} host */
  constructor(host) {
    this.#host = host;
  }

  /** @param {Row} row new, or another than before */
  draw(row) {
    if (!this.render) return;
    const focused = this.#elements.get(row.notification.id)?.matches(':focus-within');
    this.remove(row);
    const node = this.render(row.notification);
    if (!node) return;
    const element = node instanceof HTMLElement ? node : make('div', {}, node);
    element.slot = slotOf(row.notification);
    this.#host.append(element);
    this.#elements.set(row.notification.id, element);
    if (focused) row.focus();
  }

  /** @param {Row} row */
  remove({notification: {id}}) {
    this.#elements.get(id)?.remove();
    this.#elements.delete(id);
  }
}
