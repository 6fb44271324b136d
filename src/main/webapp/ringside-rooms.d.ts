/**
 * Ringside's client for rooms: what is said in them, kept equal to the server's whatever becomes of the connection. The guide is
 * docs/rooms.md.
 *
 * Times of day are RFC 3339 texts as the server sends them; times that are numbers are milliseconds since 1970.
 */
import type {FrameEvent, Options, Problem, Status, StatusEvent} from './ringside.js';

export type {FrameEvent, Problem, Status, StatusEvent};
export {CommandError, Refusal} from './ringside.js';

export interface RoomsOptions extends Pick<Options, 'server' | 'socket' | 'api' | 'signal' | 'open' | 'random'> {
  /** A user's or a guest's token, or what gives one as in {@link Options.token}. Without it, cookies say who it is. */
  token?: string | Options['token'];
  /** How many messages a room starts with: 0 to 100; 50 by default. */
  limit?: number;
}

/** A room, as HTTP describes it. */
export interface RoomInfo {
  readonly id: string;
  readonly name: string;
  /** Whether whoever has the id may join. */
  readonly open: boolean;
  /** Whether it goes when its last member leaves. */
  readonly ephemeral: boolean;
  /** Whether guests may join. */
  readonly guests: boolean;
  readonly direct: boolean;
  /** How long a message is kept; absent for ever. */
  readonly retentionSeconds?: number;
  /** Who made it, where a user did. */
  readonly owner?: string;
  readonly createdAt: string;
  readonly epoch: string;
  readonly revision: number;
  readonly members: number;
  readonly messages: number;
}

/** A room that is to be made; a made id, a friendly name, open, lasting and without guests where nothing else is said. */
export type RoomWish = Partial<Pick<RoomInfo, 'id' | 'name' | 'open' | 'ephemeral' | 'guests' | 'retentionSeconds'>>;

/** What was said in a room. It never changes: another one takes its place. */
export interface RoomMessage {
  readonly id: string;
  readonly room: string;
  /** Of its last change; 0 while it is not stored. */
  readonly revision: number;
  /** The order of the history; infinite while it is not stored. */
  readonly said: number;
  readonly kind: 'chat' | 'joined' | 'left' | 'notice';
  /** Absent where the application says it. */
  readonly from?: {readonly user: string; readonly name?: string};
  readonly content?: string;
  readonly createdAt: string;
  readonly editedAt?: string;
  /** `sending`: shown, and not answered yet. `failed`: not stored, and `retry(id)` tries again. */
  readonly state: 'sending' | 'sent' | 'failed';
  /** Why it has failed, for people. */
  readonly reason?: string;
  readonly problem?: Problem;
}

export interface RoomMember {
  readonly user: string;
  readonly name: string;
  readonly online: boolean;
  readonly guest?: boolean;
}

export interface Presence {
  /** How many members there are. */
  readonly count: number;
  /** How many users are there. */
  readonly online: number;
  /** Absent where they are too many to be told each time; `GET /api/rooms/{room}/members` gives pages of them. */
  readonly members?: readonly RoomMember[];
  /** Users who are typing. */
  readonly typing: readonly string[];
}

/** `joining`: also while the connection is lost. `current`: all that is committed is here. `ended`: see its reason. */
export type RoomState = 'joining' | 'current' | 'ended';

/** Why a room has ended; `refused`, where one never came in, comes with a problem. */
export type RoomEnd = 'left' | 'removed' | 'banned' | 'deleted' | 'refused' | 'closed';

export interface RoomEvents {
  /** `messages` or `more` are others than before. */
  change: Event;
  /** `members`, `count`, `online` or `typing` are others than before. */
  presence: Event;
  /** `state` is another than before. */
  state: Event;
}

/** A room that one is in. Made by {@link RingsideRooms.join}. */
export interface Room extends EventTarget {
  readonly id: string;
  readonly state: RoomState;
  readonly reason: RoomEnd | undefined;
  readonly problem: Problem | undefined;
  /** In the order in which they were said; one's own that are not stored yet are last. */
  readonly messages: readonly RoomMessage[];
  /** Whether older messages can be loaded. */
  readonly more: boolean;
  readonly revision: number;
  /** Empty where they are too many. */
  readonly members: readonly RoomMember[];
  readonly count: number;
  readonly online: number;
  /** Users who are typing, oneself left out. */
  readonly typing: readonly string[];

  /**
   * Says something: shown at once, sent when there is a connection, and sent again under the same id until it is answered.
   * What fails stays among the messages, so the promise may be left alone.
   */
  say(content: string): Promise<RoomMessage>;
  /** Says again what has failed; undefined where nothing of that id has. */
  retry(id: string): Promise<RoomMessage> | undefined;
  /** Takes away what has failed. */
  discard(id: string): void;
  edit(id: string, content: string): Promise<void>;
  unsay(id: string): Promise<void>;
  /** Tells others that one is typing; call it at each key, as it is sent now and then only. */
  type(): void;
  /** Loads older messages over HTTP. @param limit 1 to 100; 50 by default */
  older(limit?: number, options?: {signal?: AbortSignal}): Promise<void>;
  /** Forgets all but the newest messages, which can be loaded again. */
  trim(most: number): void;
  leave(): Promise<void>;

  addEventListener<K extends keyof RoomEvents>(
    type: K,
    listener: ((this: Room, event: RoomEvents[K]) => unknown) | {handleEvent(event: RoomEvents[K]): unknown} | null,
    options?: boolean | AddEventListenerOptions,
  ): void;
  removeEventListener<K extends keyof RoomEvents>(
    type: K,
    listener: ((this: Room, event: RoomEvents[K]) => unknown) | {handleEvent(event: RoomEvents[K]): unknown} | null,
    options?: boolean | EventListenerOptions,
  ): void;
}

export interface RoomsEvents {
  status: StatusEvent;
  frame: FrameEvent;
}

/** One connection, and all rooms over it. */
export class RingsideRooms extends EventTarget {
  /** Connects at once. */
  constructor(options?: RoomsOptions);
  readonly status: Status;
  /** Who one is, once welcome. */
  readonly user: string | undefined;
  readonly guest: boolean;
  /** Those that one is in, or was put out of. */
  readonly rooms: ReadonlyMap<string, Room>;

  /** Comes into a room, now and after each lost connection. The same room, where one is in it. */
  join(id: string): Room;
  /** Connects, or comes back after {@link pause} or a refusal. */
  resume(): void;
  pause(): void;
  close(): void;

  /** Rooms that one is a member of. */
  list(): Promise<readonly RoomInfo[]>;
  info(id: string): Promise<RoomInfo>;
  create(wish?: RoomWish): Promise<RoomInfo>;
  /** The room of oneself and these users. */
  direct(...users: string[]): Promise<RoomInfo>;
  /** Any other call. @param path below `/api/` */
  call(path: string, call?: {method?: string; body?: unknown; signal?: AbortSignal}): Promise<any>;

  addEventListener<K extends keyof RoomsEvents>(
    type: K,
    listener: ((this: RingsideRooms, event: RoomsEvents[K]) => unknown) | {handleEvent(event: RoomsEvents[K]): unknown} | null,
    options?: boolean | AddEventListenerOptions,
  ): void;
  removeEventListener<K extends keyof RoomsEvents>(
    type: K,
    listener: ((this: RingsideRooms, event: RoomsEvents[K]) => unknown) | {handleEvent(event: RoomsEvents[K]): unknown} | null,
    options?: boolean | EventListenerOptions,
  ): void;
}
