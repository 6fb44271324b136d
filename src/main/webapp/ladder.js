/** @import {Kind} from './transport.d.ts' */

/** So many without a welcome: sockets do not get through. */
const SOCKETS = 2;

/** Which transport to try next. */
export class Ladder {
  #kinds;
  #at = 0;
  #misses = 0;

  /** @param {Kind[]} kinds the best one first */
  constructor(kinds) {
    this.#kinds = kinds;
  }

  get kind() {
    return this.#kinds[this.#at];
  }

  get isLow() {
    return this.#at > 0 && this.#kinds[0] === 'socket';
  }

  top() {
    this.#at = 0;
  }

  /** What was tried works. */
  reached() {
    if (!this.#at) this.#misses = 0;
  }

  /** What was tried does not work. @param {boolean} [blocked] somebody took the call: the server is not down */
  missed(blocked) {
    const isSocket = this.kind === 'socket';
    if (isSocket) this.#misses += blocked ? SOCKETS : 1;
    if (isSocket ? this.#misses >= SOCKETS : blocked) this.#at = (this.#at + 1) % this.#kinds.length;
    else this.#at = 0;
  }
}
