import {Fallback} from './fallback.js';

/** To the first byte, unless a proxy holds all back. */
const FIRST_MILLIS = 8_000;
/** The server says something every 15 s. */
const SILENCE_MILLIS = 45_000;
const PROBE_MILLIS = 20_000;

/** Server-sent events, by `fetch`, which can show a token. */
export class EventsTransport extends Fallback {
  #heardAt = 0;

  run() {
    this.until(this.#follow());
  }

  async #follow() {
    this.expect(FIRST_MILLIS, () => this.end({reason: 'The server did not answer.', blocked: true}));
    const {epoch, revision} = this.ears.position();
    const headers = {accept: 'text/event-stream', ...(epoch && {'last-event-id': `${epoch}:${revision}`})};
    const {body} = await this.http.call('events', {headers, signal: this.signal});
    const reader = /** @type {ReadableStream<Uint8Array>} */ (body).getReader();
    const decoder = new TextDecoder();
    for (let text = ''; ; ) {
      const {value, done} = await reader.read();
      if (done) return 'The stream has ended.';
      this.#heardAt = Date.now();
      this.expect(SILENCE_MILLIS);
      this.ears.greeted({});
      const events = (text + decoder.decode(value, {stream: true})).split(/\r?\n\r?\n/);
      text = events.pop() ?? '';
      for (const event of events) {
        const data = /^data: ?(.*)/m.exec(event)?.[1];
        if (data) this.tell(JSON.parse(data));
      }
    }
  }

  probe() {
    this.expect(this.#heardAt + PROBE_MILLIS - Date.now());
  }
}
