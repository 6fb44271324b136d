/** Tells which rows a person has seen: most of the row, for a second, in a window that is looked at. */

const MOST = 0.6;
const LONG_ENOUGH_MILLIS = 1000;

export class Viewing {
  #observer;
  #onViewed;
  /** @type {Set<HTMLElement>} */ #watched = new Set();
  /** Since when each of them is in sight. @type {Map<string, number>} */ #seen = new Map();
  /** @type {ReturnType<typeof setTimeout> | undefined} */ #timer;

  /**
   * @param {HTMLElement} scroll what the rows scroll in
   * @param {(ids: string[]) => void} onViewed
   */
  constructor(scroll, onViewed) {
    this.#onViewed = onViewed;
    this.#observer = new IntersectionObserver((entries) => this.#changed(entries), {root: scroll, threshold: MOST});
  }

  /** Watches these rows and no others. @param {HTMLElement[]} rows */
  watch(rows) {
    const wanted = new Set(rows);
    for (const row of this.#watched) {
      if (wanted.has(row)) continue;
      this.#observer.unobserve(row);
      this.#seen.delete(row.dataset['id'] ?? '');
    }
    for (const row of wanted) if (!this.#watched.has(row)) this.#observer.observe(row);
    this.#watched = wanted;
  }

  stop() {
    this.#observer.disconnect();
    this.#watched.clear();
    this.#seen.clear();
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /** @param {IntersectionObserverEntry[]} entries */
  #changed(entries) {
    for (const {target, isIntersecting} of entries) {
      const id = /** @type {HTMLElement} */ (target).dataset['id'] ?? '';
      if (isIntersecting) this.#seen.set(id, performance.now());
      else this.#seen.delete(id);
    }
    this.#timer ??= setTimeout(() => this.#look(), LONG_ENOUGH_MILLIS);
  }

  #look() {
    this.#timer = undefined;
    const now = performance.now();
    if (document.visibilityState === 'visible') {
      const ids = [...this.#seen].filter(([, since]) => now - since >= LONG_ENOUGH_MILLIS - 50).map(([id]) => id);
      for (const id of ids) this.#seen.delete(id);
      if (ids.length) this.#onViewed(ids);
    }
    if (this.#seen.size) this.#timer = setTimeout(() => this.#look(), LONG_ENOUGH_MILLIS);
  }
}
