/** @import {InboxFrame, Message} from './transport.d.ts' */
import {Connection} from './connection.js';
import {endOf, isOurs} from './http.js';

/** Event stream and long poll: over HTTP, what a socket says. */
export class Fallback extends Connection {
  #sent = Promise.resolve();

  /** @param {Promise<string>} following gives the reason of its end */
  until(following) {
    following.then((reason) => this.end({reason}), (error) => this.end(endOf(error)));
  }

  /** @param {InboxFrame} frame */
  tell(frame) {
    if (this.signal.aborted) return;
    this.ears.seen('received', {...frame});
    this.ears.frame(frame.reset ? this.#asked(frame) : frame);
  }

  /** What is wanted of a snapshot: only a hello can say so to the server. @param {InboxFrame} frame */
  #asked({changes, more, ...frame}) {
    const {limit = changes.length, unreadOnly} = this.options;
    const wanted = changes.filter((change) => change.op !== 'put' || !unreadOnly || !change.notification.readAt);
    return {...frame, changes: wanted.slice(0, limit), more: more || wanted.length > limit};
  }

  /** @param {Message} message */
  send(message) {
    this.#sent = this.#sent.then(() => this.#post(message));
  }

  /** @param {Message} message */
  async #post(message) {
    const {signal} = this;
    const {type, ref, ...body} = message;
    if (signal.aborted || !this.ears.waits(ref)) return;
    this.ears.seen('sent', message);
    try {
      const headers = {'content-type': 'application/json'};
      await this.http.call(`notifications/${type}`, {method: 'POST', headers, body: JSON.stringify(body), signal});
      this.ears.answer({type: 'ok', ref});
    } catch (error) {
      if (isOurs(error)) this.ears.answer({type: 'error', ref, problem: error.problem});
      // Done or not, it is sent again.
      else this.end(endOf(error));
    }
  }
}
