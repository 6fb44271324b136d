/** What lies between the client, its line, and whatever carries it; types alone, for those who read or check the modules. */
import type {InboxFrame, Problem, Status, Transport as Kind} from './ringside.js';
import type {EventsTransport} from './events-transport.js';
import type {Http} from './http.js';
import type {PollTransport} from './poll-transport.js';
import type {SocketTransport} from './socket-transport.js';

export type * from './ringside.js';
export type {Http, Kind};

/** A command or another message of the client's. */
export type Message = Record<string, any>;

export type Connection = SocketTransport | EventsTransport | PollTransport;

/** How a connection ended. */
export interface End {
  /** A sentence, for people. */
  reason: string;
  /** Trying again would not help. */
  refused?: boolean;
  /** The token was not taken. */
  stale?: boolean;
  /** Nothing of Ringside's came through, though somebody took the call: another way may get through. */
  blocked?: boolean;
  /** It ended before anything could be tried. */
  early?: boolean;
  /** When the server wants to see the client again, at the earliest. */
  afterMillis?: number;
}

export interface Answer {
  type: 'ok' | 'error';
  ref?: string;
  problem?: Problem;
}

/** A command that waits for its answer. */
export interface Pending {
  message: Message;
  resolve(): void;
  reject(error: unknown): void;
}

export type Timer = ReturnType<typeof setTimeout> | undefined;

export type Ids = readonly string[];

/** How a call over HTTP is made. */
export type Init = RequestInit & {headers?: Record<string, string>};

interface Listener {
  /** From where on the inbox is wanted; empty where a snapshot is. */
  position(): {epoch?: string; revision?: number};
  /** Said once, or again and again. */
  greeted(welcome: {user?: string; guest?: boolean}): void;
  answer(answer: Answer): void;
  /** Whether a command still waits for its answer. */
  waits(ref: string): boolean;
  seen(direction: 'sent' | 'received', message: Message): void;
}

/** Who hears what a connection says. None of it is called before the connection's maker has it. */
export interface Ears extends Listener {
  /** A way is open, and the next thing is to say hello. */
  opened(): void;
  frame(frame: InboxFrame): void;
  ended(end: End): void;
}

/** Who hears what a line says. */
export interface Owner extends Listener {
  /** Whether it could be applied. `first` is the first one of a connection. */
  frame(frame: InboxFrame, first: boolean): boolean;
  became(status: Status, reason?: string, retryAt?: number): void;
}
