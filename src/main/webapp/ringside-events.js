/** What the client tells a page: its events and its errors. */

/** @typedef {import('./inbox.js').Inbox} Inbox */
/** @typedef {import('./inbox.js').InboxFrame} InboxFrame */

/**
 * @typedef {'connecting' | 'current' | 'offline' | 'paused' | 'refused' | 'closed'} Status
 * `current`: all that is committed is here. `offline`: it will try again by itself. `paused`: it was told to stay away.
 * `refused`: the server wants no more of this client; trying again by itself would not help. `closed`: for good.
 */

/** @typedef {{status: number, title?: string, detail?: string, type?: string}} Problem RFC 9457, as the server sends it */

/** There is no use in trying again. */
export class Refusal extends Error {
  name = 'Refusal';
}

/** An answer of the server that is a problem, or a command that can no longer be answered. */
export class CommandError extends Error {
  name = 'CommandError';

  /** @param {Problem} problem */
  constructor(problem) {
    super(problem.detail ?? problem.title ?? 'The server refused it.');
    this.problem = problem;
  }
}

/** `change`: the inbox is another than before. */
export class ChangeEvent extends Event {
  /**
   * @param {Inbox} inbox
   * @param {Inbox} before
   * @param {InboxFrame | undefined} frame absent where older rows were loaded
   * @param {boolean} first whether the frame is the first one of its connection: what was missed, or a snapshot
   */
  constructor(inbox, before, frame, first) {
    super('change');
    this.inbox = inbox;
    this.before = before;
    this.frame = frame;
    this.first = first;
  }
}

/** `status`: the connection is in another state than before. */
export class StatusEvent extends Event {
  /**
   * @param {Status} status
   * @param {string} [reason] a sentence, for people
   * @param {number} [retryAt] when it will try again, in milliseconds since 1970
   */
  constructor(status, reason, retryAt) {
    super('status');
    this.status = status;
    this.reason = reason;
    this.retryAt = retryAt;
  }
}

/** `frame`: a message as it was sent or received, for those who want to watch. Tokens are left out. */
export class FrameEvent extends Event {
  /**
   * @param {'sent' | 'received'} direction
   * @param {Record<string, unknown>} message
   */
  constructor(direction, message) {
    super('frame');
    this.direction = direction;
    this.message = message;
  }
}

/**
 * What a thrown thing says, whatever was thrown.
 *
 * @param {unknown} error
 */
export function messageOf(error) {
  return error instanceof Error ? error.message : String(error);
}
