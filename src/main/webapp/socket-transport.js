/** @import {Message, Socket} from './transport.d.ts' */
import {COMES_BACK, NOT_AUTHENTICATED} from './close-codes.js';
import {Connection} from './connection.js';
import {endOf} from './http.js';
import {CommandError, messageOf} from './ringside-events.js';

const GREETING_MILLIS = 15_000;
/** For an answer when the machine has just woken up. */
const PROBE_MILLIS = 5_000;

/** The WebSocket: docs/protocol.md, "The socket". */
export class SocketTransport extends Connection {
  /** @type {Socket | undefined} */ #socket;
  /** As the welcome says. */ #heartbeatMillis = 0;
  /** @type {number | undefined} */ #afterMillis;

  async run() {
    this.expect(GREETING_MILLIS, () => this.end({reason: 'The server did not answer.', blocked: true}));
    try {
      const token = await this.http.token();
      const address = this.options.socket ?? (await this.http.socket(this.signal));
      if (!this.signal.aborted) this.#open(address, token);
    } catch (error) {
      this.end({...endOf(error), early: true});
    }
  }

  /** @param {string} address @param {string} [token] */
  #open(address, token) {
    try {
      /** @type {Socket} */ const socket = this.options.open?.(address) ?? new WebSocket(address, 'ringside.v1');
      this.#socket = socket;
      socket.onopen = () => this.#hello(token);
      socket.onmessage = ({data}) => this.#receive(data);
      socket.onclose = ({code, reason}) => this.#closed(code, reason);
      // Node may leave it at that.
      socket.onerror = () => this.#closed(1006, '');
    } catch (error) {
      this.end({reason: `The address ${address} cannot be used: ${messageOf(error)}`, blocked: true});
    }
  }

  /** @param {string} [token] */
  #hello(token) {
    if (this.signal.aborted) return;
    this.ears.opened();
    const {limit, unreadOnly} = this.options;
    this.send({type: 'hello', token, ...this.ears.position(), limit, unreadOnly});
  }

  /** @param {string} text */
  #receive(text) {
    if (this.signal.aborted) return;
    /** @type {any} */ let message;
    try {
      message = JSON.parse(text);
    } catch (error) {
      this.end(endOf(error));
      return;
    }
    this.ears.seen('received', message);
    if (message.type === 'welcome') {
      this.#heartbeatMillis = message.heartbeatSeconds * 1000;
      this.ears.greeted(message);
    }
    if (this.#heartbeatMillis) this.expect(this.#heartbeatMillis, () => this.#ping(this.#heartbeatMillis));
    switch (message.type) {
      case 'inbox':
        this.ears.frame(message);
        break;
      case 'bye':
        this.#afterMillis = message.retryAfterMillis;
        break;
      case 'ok':
      case 'error':
        if (this.#heartbeatMillis) this.ears.answer(message);
        else this.end({...endOf(new CommandError({type: '', ...message.problem})), stale: message.problem.status === 401});
    }
  }

  /** @param {Message} message */
  send(message) {
    this.#socket?.send(JSON.stringify(message));
    this.ears.seen('sent', {...message, token: undefined});
  }

  probe() {
    this.#ping(Math.min(PROBE_MILLIS, this.#heartbeatMillis));
  }

  /** @param {number} patience */
  #ping(patience) {
    this.send({type: 'ping'});
    this.expect(patience);
  }

  /** @param {number} code @param {string} reason */
  #closed(code, reason) {
    // Before its welcome, what is no code of Ringside's may be a proxy's.
    const comesBack = COMES_BACK.has(code) || (!this.#heartbeatMillis && code < 4000);
    this.end({
      reason: comesBack ? reason || 'The connection was lost.' : `The server closed the connection: ${reason || code}.`,
      stale: code === NOT_AUTHENTICATED,
      refused: !comesBack,
      afterMillis: this.#afterMillis,
    });
  }

  close() {
    super.close();
    this.#socket?.close(1000);
  }
}
