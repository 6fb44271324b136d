/** Events and errors, as ringside.d.ts describes them. */

/** @import {Inbox, InboxFrame, Message, Problem} from './transport.d.ts' */
/** @typedef {import('./ringside.js').Status} Status */

export class Refusal extends Error {
  name = 'Refusal';
}

export class CommandError extends Error {
  name = 'CommandError';

  /** @param {Problem} problem @param {number} [retryAfterMillis] */
  constructor(problem, retryAfterMillis) {
    super(problem.detail ?? problem.title ?? 'The server refused it.');
    this.problem = problem;
    this.retryAfterMillis = retryAfterMillis;
  }
}

export class ChangeEvent extends Event {
  /** @param {Inbox} inbox @param {Inbox} before @param {InboxFrame | undefined} frame @param {boolean} first */
  constructor(inbox, before, frame, first) {
    super('change');
    Object.assign(this, {inbox, before, frame, first});
  }
}

export class StatusEvent extends Event {
  /** @param {Status} status @param {string} [reason] @param {number} [retryAt] */
  constructor(status, reason, retryAt) {
    super('status');
    Object.assign(this, {status, reason, retryAt});
  }
}

export class FrameEvent extends Event {
  /** @param {'sent' | 'received'} direction @param {Message} message */
  constructor(direction, message) {
    super('frame');
    Object.assign(this, {direction, message});
  }
}

/** @param {any} error whatever was thrown */
export function messageOf(error) {
  return String(error?.message ?? error);
}
