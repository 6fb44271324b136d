/** @import {Answer, Message, Pending} from './transport.d.ts' */
import {CommandError} from './ringside-events.js';

/** Commands that wait for their answer, over any number of connections. */
export class Commands {
  #lastRef = 0;
  /** In their order. @type {Map<string, Pending>} */
  #pending = new Map();

  /** @param {Message} command @param {AbortSignal} [signal] takes it back */
  add(command, signal) {
    const ref = String(++this.#lastRef);
    const message = {...command, ref};
    /** @type {Promise<void>} */
    const answered = new Promise((resolve, reject) => this.#pending.set(ref, {message, resolve, reject}));
    const takeBack = () => this.#take(ref)?.reject(signal?.reason);
    signal?.addEventListener('abort', takeBack);
    const forget = () => signal?.removeEventListener('abort', takeBack);
    answered.then(forget, forget);
    return {message, answered};
  }

  /** To be sent again: doing any of it twice does no harm. */
  unanswered() {
    return [...this.#pending.values()].map(({message}) => message);
  }

  /** @param {string} ref */
  waits(ref) {
    return this.#pending.has(ref);
  }

  /** @param {Answer} answer */
  settle({type, ref = '', problem}) {
    const command = this.#take(ref);
    if (type === 'ok') command?.resolve();
    else command?.reject(new CommandError(problem ?? {status: 500}));
  }

  /** @param {string} reason */
  rejectAll(reason) {
    for (const ref of [...this.#pending.keys()]) this.#take(ref)?.reject(new Error(reason));
  }

  /** @param {string} ref */
  #take(ref) {
    const command = this.#pending.get(ref);
    this.#pending.delete(ref);
    return command;
  }
}
