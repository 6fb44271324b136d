import {Fallback} from './fallback.js';

const WAIT_SECONDS = 25;
/** Beyond the wait. */
const PATIENCE_MILLIS = 15_000;

/** One call after the other, each held until there is something: what gets through everywhere. */
export class PollTransport extends Fallback {
  #call = new AbortController();

  run() {
    this.until(this.#follow());
  }

  async #follow() {
    for (let wait = 0, first = true; ; ) {
      const {signal} = (this.#call = new AbortController());
      const askedAt = Date.now();
      try {
        this.expect(wait * 1000 + PATIENCE_MILLIS);
        const {epoch, revision} = this.ears.position();
        const from = epoch ? `&epoch=${epoch}&since=${revision}` : '';
        const frame = await (await this.http.call(`changes?wait=${wait}${from}`, {signal})).json();
        if (first || frame.reset || frame.changes.length) {
          this.ears.greeted({});
          this.tell(frame);
        } else if (Date.now() - askedAt < wait * 500) {
          return 'The server is stopping.';
        }
        wait = WAIT_SECONDS;
        first = false;
      } catch (error) {
        if (this.signal.aborted || !signal.aborted) throw error;
        wait = 0;
      }
    }
  }

  /** Asks anew: the call that waits may never be answered. */
  probe() {
    this.#call.abort();
  }

  close() {
    super.close();
    this.#call.abort();
  }
}
