const FIRST_WAIT_MILLIS = 500;
const LONGEST_WAIT_MILLIS = 30_000;
/** After so long, the next failure is a first one. */
const STEADY_MILLIS = 10_000;

/** How long to wait before coming back: full jitter, so that clients spread. */
export class Backoff {
  #random;
  #failures = 0;
  #currentSince = Infinity;

  /** @param {() => number} [random] */
  constructor(random = Math.random) {
    this.#random = random;
  }

  current() {
    this.#currentSince = Date.now();
  }

  /** @returns {number} milliseconds, after another failure */
  wait() {
    if (Date.now() - this.#currentSince >= STEADY_MILLIS) this.#failures = 0;
    this.#currentSince = Infinity;
    return this.#random() * Math.min(LONGEST_WAIT_MILLIS, FIRST_WAIT_MILLIS * 2 ** this.#failures++);
  }
}
