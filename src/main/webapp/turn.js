/**
 * Of all tabs of a browser that take a turn, one has it, until it gives it or goes. Where there are no Web Locks (a page that is
 * neither HTTPS nor local), each tab has it.
 */
export class Turn extends EventTarget {
  #name;
  #locks;
  /** @type {AbortController | undefined} */ #asked;
  #mine = false;

  /** @param {string} name @param {LockManager} [locks] */
  constructor(name, locks = globalThis.navigator?.locks) {
    super();
    this.#name = name;
    this.#locks = locks;
  }

  /** Whether it is this tab's turn; `turn` is fired when that changes. */
  get mine() {
    return this.#mine;
  }

  take() {
    if (this.#asked) return;
    const {signal} = (this.#asked = new AbortController());
    const hold = () =>
      new Promise((giveBack) => {
        if (signal.aborted) return giveBack(0);
        signal.addEventListener('abort', giveBack);
        this.#become(true);
      });
    if (this.#locks) this.#locks.request(this.#name, {signal}, hold).catch(() => {});
    else this.#become(true);
  }

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
