/** How much there is of the room in view, and how much happens. Nothing is asked for while nobody looks. */
import {isDirect} from './app.js';
import {byId, make} from './dom.js';
import {lasting} from './text.js';
import {byKey, canPlay} from './who.js';

/** @typedef {import('./app.js').App} App */
/** @typedef {import('./app.js').Entry} Entry */

/**
 * What the application alone is told.
 *
 * @typedef {{messagesLastMinute: number, messagesLastHour: number}} Rates
 */

const LOOK_MILLIS = 4_000;

const whole = new Intl.DateTimeFormat(undefined, {dateStyle: 'medium', timeStyle: 'short'});
const number = new Intl.NumberFormat();

export class Figures {
  #app;
  #details = /** @type {HTMLDetailsElement} */ (byId('figures'));
  /** @type {Entry | undefined} */ #of;
  /** @type {Rates | undefined} */ #rates;
  #mayAsk = canPlay();
  #shown = '';

  /** @param {App} app @param {AbortSignal} signal */
  constructor(app, signal) {
    this.#app = app;
    this.#details.addEventListener('toggle', () => void this.#look(), {signal});
    const timer = setInterval(() => document.hidden || void this.#look(), LOOK_MILLIS);
    signal.addEventListener('abort', () => clearInterval(timer));
  }

  draw() {
    const entry = this.#app.view;
    if (entry !== this.#of) {
      this.#of = entry;
      this.#rates = undefined;
      void this.#look();
    }
    this.#details.hidden = !entry?.info || entry.room.state === 'ended';
    const rows = entry ? rowsOf(entry, this.#rates) : [];
    if (this.#shown === String(rows)) return;
    this.#shown = String(rows);
    byId('figures-list').replaceChildren(...rows.flatMap(([what, figure]) => [make('dt', {}, what), make('dd', {'data-figure': what}, figure)]));
  }

  async #look() {
    const entry = this.#app.view;
    if (!entry || !this.#details.open || entry.room.state !== 'current') return;
    await this.#askForRates(entry);
    await this.#app.describe(entry);
  }

  /** @param {Entry} entry */
  async #askForRates(entry) {
    if (!this.#mayAsk) return;
    try {
      const rates = await byKey(`rooms/${encodeURIComponent(entry.id)}/statistics`);
      if (entry === this.#of) this.#rates = rates;
    } catch (error) {
      // A key that may not ask; without an answer, it is asked again.
      this.#mayAsk = error instanceof TypeError;
      this.#rates = undefined;
    }
  }
}

/** @param {Entry} entry @param {Rates} [rates] */
function rowsOf({id, info, room}, rates) {
  /** @type {[string, string][]} */ const rows = [];
  if (!info) return rows;
  if (!isDirect(id)) rows.push(['Id', id]);
  rows.push(['Made', whole.format(new Date(info.createdAt))]);
  rows.push(['Members', `${number.format(room.count || info.members)}, ${number.format(room.online)} here`]);
  rows.push(['Messages', number.format(info.messages)]);
  if (rates) {
    rows.push(['In the last minute', number.format(rates.messagesLastMinute)]);
    rows.push(['In the last hour', number.format(rates.messagesLastHour)]);
  }
  rows.push(['Kept', info.retentionSeconds ? lasting(info.retentionSeconds) : 'for ever']);
  return rows;
}
