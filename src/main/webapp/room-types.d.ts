/** What lies within the client of rooms; types alone, for those who read or check the modules. */
import type {Answer, Message} from './transport.d.ts';
import type {Presence, RoomMessage} from './ringside-rooms.d.ts';

export type * from './ringside-rooms.d.ts';

export type RoomChange =
  | {readonly op: 'put'; readonly message: RoomMessage}
  | {readonly op: 'delete'; readonly ids: readonly string[]};

/** What the server tells of a room's log. */
export interface RoomFrame {
  readonly type: 'room';
  readonly room: string;
  readonly epoch: string;
  readonly since: number;
  readonly revision: number;
  readonly reset?: boolean;
  readonly more?: boolean;
  readonly changes: readonly RoomChange[];
}

/** What is known of a room's log. It never changes: another one takes its place. */
export interface RoomLog {
  readonly epoch: string | undefined;
  readonly revision: number;
  /** Whether older rows can be loaded. */
  readonly more: boolean;
  readonly rows: ReadonlyMap<string, RoomMessage>;
}

/** A page of what was said, the oldest first. */
export interface RoomPage {
  readonly messages: readonly RoomMessage[];
  readonly more?: boolean;
}

export interface PresenceFrame extends Presence {
  readonly type: 'presence';
  readonly room: string;
}

/** A message that waits for its answer, over any number of connections. */
export interface Request {
  readonly message: Message;
  sent: boolean;
  answered(answer: Answer & {id?: string}): void;
  failed(error: Error): void;
}

/** What a room has of the client that it belongs to. */
export interface Link {
  readonly user: string | undefined;
  /** Whether something can be sent. */
  readonly open: boolean;
  /** How many messages a snapshot has. */
  readonly limit: number;
  send(message: Message): void;
  /** The answer never comes where the connection is lost before it. */
  ask(message: Message, answered: (answer: Answer & {id?: string}) => void): void;
  call(path: string, call?: {method?: string; body?: unknown; signal?: AbortSignal}): Promise<any>;
  random(): number;
}
