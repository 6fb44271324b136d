/** How long to wait before coming back. */

const FIRST_WAIT_MILLIS = 500;
const LONGEST_WAIT_MILLIS = 30_000;
/** A connection that was current for this long was a good one: the next failure is a first one. */
const STEADY_MILLIS = 10_000;

/** Full jitter: anywhere between at once and the longest wait of this try, so that many clients do not come back together. */
export class Backoff {
  #random;
  #failures = 0;
  /** @type {number | undefined} */
  #currentSince;

  /** @param {() => number} [random] */
  constructor(random = Math.random) {
    this.#random = random;
  }

  /** Begins anew, as when a person asks for it. */
  reset() {
    this.#failures = 0;
    this.#currentSince = undefined;
  }

  /** Tells that the connection is current. */
  current() {
    this.#currentSince = Date.now();
  }

  /** Tells that the connection was lost, or that there was none. @returns {number} how long to wait, in milliseconds */
  wait() {
    if (this.#currentSince !== undefined && Date.now() - this.#currentSince >= STEADY_MILLIS) this.#failures = 0;
    this.#currentSince = undefined;
    const longest = Math.min(LONGEST_WAIT_MILLIS, FIRST_WAIT_MILLIS * 2 ** this.#failures);
    this.#failures += 1;
    return this.#random() * longest;
  }
}
