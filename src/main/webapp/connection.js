/** @import {Ears, End, Http, Options, Timer} from './transport.d.ts' */

/** From its first attempt to its end, after which its ears hear nothing more. */
export class Connection {
  #ended = new AbortController();
  /** @type {Timer} */ #silence;
  signal = this.#ended.signal;

  /** @param {Options} options @param {Http} http @param {Ears} ears */
  constructor(options, http, ears) {
    this.options = options;
    this.http = http;
    this.ears = ears;
  }

  /** Ends it unless this is called again in time. @param {number} millis @param {() => void} [otherwise] */
  expect(millis, otherwise = () => this.end({reason: 'The server fell silent.'})) {
    clearTimeout(this.#silence);
    this.#silence = setTimeout(otherwise, millis);
  }

  /** @param {End} end */
  end(end) {
    if (this.signal.aborted) return;
    this.close();
    this.ears.ended(end);
  }

  close() {
    this.#ended.abort();
    clearTimeout(this.#silence);
  }
}
