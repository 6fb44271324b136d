/** Commands on their way: each waits for its answer, across as many connections as it takes. */
import {CommandError} from './ringside-events.js';

/** @typedef {import('./ringside-events.js').Problem} Problem */

/**
 * @typedef {object} Pending
 * @property {Record<string, unknown>} message
 * @property {() => void} resolve
 * @property {(error: Error) => void} reject
 */

export class Commands {
  #lastRef = 0;
  /** In the order in which they were given, which is the order of a map. @type {Map<string, Pending>} */
  #pending = new Map();

  /**
   * @param {Record<string, unknown>} command
   * @returns {{message: Record<string, unknown>, answered: Promise<void>}} the message to send, with its `ref`
   */
  add(command) {
    const ref = String(++this.#lastRef);
    const message = {...command, ref};
    /** @type {Promise<void>} */
    const answered = new Promise((resolve, reject) => {
      this.#pending.set(ref, {message, resolve, reject});
    });
    return {message, answered};
  }

  /** What has no answer yet. Sent again on a new connection: doing any of it twice does no harm. */
  unanswered() {
    return [...this.#pending.values()].map(({message}) => message);
  }

  /** @param {{type: 'ok' | 'error', ref?: string, problem?: Problem}} answer */
  settle({type, ref = '', problem}) {
    const command = this.#pending.get(ref);
    if (!command) return;
    this.#pending.delete(ref);
    if (type === 'ok') command.resolve();
    else command.reject(new CommandError(problem ?? {status: 500}));
  }

  /** @param {string} reason */
  rejectAll(reason) {
    const commands = [...this.#pending.values()];
    this.#pending.clear();
    for (const {reject} of commands) reject(new Error(reason));
  }
}
