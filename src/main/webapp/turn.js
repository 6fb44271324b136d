/**
 * Whose turn it is among the tabs of one browser: of all that take a turn of one name, one has it, and when it gives it back
 * or goes, however it goes, another one gets it. Built on the Web Locks API, which the browser keeps; where there is none (a page
 * that is neither HTTPS nor local), each tab is on its own and always has its turn.
 *
 * @see https://www.w3.org/TR/web-locks/
 */
export class Turn extends EventTarget {
  #name;
  #locks;
  /** Ends the lock that is held, or the wait for it. @type {AbortController | undefined} */ #asked;
  #mine = false;

  /**
   * @param {string} name
   * @param {LockManager} [locks] for tests
   */
  constructor(name, locks = globalThis.navigator?.locks) {
    super();
    this.#name = name;
    this.#locks = locks;
  }

  /** @returns {boolean} whether it is this tab's turn; `turn` is fired when that changes */
  get mine() {
    return this.#mine;
  }

  /** Asks for the turn, and keeps it once it is had. */
  take() {
    if (this.#asked) return;
    const asked = new AbortController();
    this.#asked = asked;
    if (!this.#locks) {
      this.#become(true);
      return;
    }
    const held = () =>
      new Promise((/** @type {(value?: unknown) => void} */ giveBack) => {
        if (asked.signal.aborted) return giveBack();
        asked.signal.addEventListener('abort', () => giveBack());
        this.#become(true);
      });
    this.#locks.request(this.#name, {signal: asked.signal}, held).catch(() => {
      // It was given back before it was had, or the page is being left.
    });
  }

  /** Gives the turn back, or stops waiting for it. */
  give() {
    this.#asked?.abort();
    this.#asked = undefined;
    this.#become(false);
  }

  /** @param {boolean} mine */
  #become(mine) {
    if (this.#mine === mine) return;
    this.#mine = mine;
    this.dispatchEvent(new Event('turn'));
  }
}
