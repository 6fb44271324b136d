/**
 * Ringside's client: one user's inbox, kept equal to the server's over whatever gets through. The guide is docs/client.md.
 *
 * Times of day are RFC 3339 texts as the server sends them; times that are numbers are milliseconds since 1970.
 */

/** What a user is told. */
export interface Notification {
  readonly id: string;
  readonly user?: string;
  /** Of its last change. */
  readonly revision: number;
  /** The revision at which it last asked for attention; lists are in this order. */
  readonly rang: number;
  readonly style?: 'info' | 'success' | 'warning' | 'error';
  readonly title?: string;
  readonly content?: string;
  /** `http:`, `https:`, or a path that starts with a single slash. */
  readonly link?: string;
  /** Whatever the application has put there. */
  readonly data?: unknown;
  readonly category?: string;
  readonly key?: string;
  /** 0 to 100. */
  readonly progress?: number;
  /** The job that it tells of. */
  readonly job?: {readonly state: 'running' | 'stalled' | 'done'; readonly startedAt: string; readonly endedAt?: string};
  readonly createdAt: string;
  /** Of its content; reading does not move it. */
  readonly updatedAt: string;
  /** Absent while unread. */
  readonly readAt?: string;
  readonly expiresAt?: string;
}

export type Change =
  | {readonly op: 'put'; readonly notification: Notification}
  | {readonly op: 'read'; readonly ids: readonly string[]; readonly readAt: string}
  | {readonly op: 'delete'; readonly ids: readonly string[]};

/** What the server tells of an inbox: docs/protocol.md, "The inbox frame". */
export interface InboxFrame {
  readonly type: 'inbox';
  readonly epoch: string;
  /** The revision that it continues. */
  readonly since: number;
  /** The revision that it leads to. */
  readonly revision: number;
  readonly unread: number;
  /** It is a snapshot: what was known before is forgotten. */
  readonly reset?: boolean;
  /** Of a snapshot: there are others of a lower rang. */
  readonly more?: boolean;
  readonly changes: readonly Change[];
}

/** What is known of an inbox. It never changes: another one takes its place. */
export interface Inbox {
  /** The name of its history; undefined until the first frame. */
  readonly epoch: string | undefined;
  readonly revision: number;
  /** As the last frame counted it, rows that were never loaded included. */
  readonly unread: number;
  /** Whether older rows can be loaded. */
  readonly more: boolean;
  /** Everything that ranks at or above it is here; older rows are asked for from here down. */
  readonly floor: number;
  readonly rows: ReadonlyMap<string, Notification>;
}

/** A page of older rows, as `GET …/notifications` answers it. */
export interface Page {
  readonly epoch: string;
  readonly revision: number;
  readonly notifications: readonly Notification[];
  readonly more?: boolean;
}

/**
 * `current`: all that is committed is here. `offline`: it will try again by itself. `paused`: it was told to stay away.
 * `refused`: the server wants no more of this client, and trying again by itself would not help. `closed`: for good.
 */
export type Status = 'connecting' | 'current' | 'offline' | 'paused' | 'refused' | 'closed';

/** What carries the inbox: a WebSocket, server-sent events, or one long poll after the other. */
export type Transport = 'socket' | 'events' | 'poll';

/** RFC 9457, as the server sends it. */
export interface Problem {
  readonly status: number;
  readonly type?: string;
  readonly title?: string;
  readonly detail?: string;
  readonly errors?: readonly {readonly field: string; readonly detail: string}[];
}

/** The part of a WebSocket that is used. */
export interface Socket {
  send(text: string): void;
  close(code?: number, reason?: string): void;
  onopen: ((event: any) => void) | null;
  onmessage: ((event: any) => void) | null;
  onclose: ((event: any) => void) | null;
  onerror: ((event: any) => void) | null;
}

export interface Options {
  /** The base address of Ringside's HTTP side; by default, where this module was loaded from. */
  server?: string | URL;
  /** The socket's address, `ws:` or `wss:`; by default the server is asked for it. */
  socket?: string;
  /** Where the HTTP API is; by default `api` below the server. */
  api?: string;
  /**
   * Gives a user token: asked at first, and again when the server no longer takes the last one. Without it, or where it gives
   * undefined, cookies say who it is. Throw a {@link Refusal} where there will be none; after any other error it is asked again, later.
   */
  token?: () => string | undefined | void | Promise<string | undefined | void>;
  /** Closes the client. */
  signal?: AbortSignal;
  /** Rows of a snapshot: 0 to 100, and at most 50 on a fallback; 50 by default. */
  limit?: number;
  /** Snapshots of unread rows only. */
  unreadOnly?: boolean;
  /** What may be used, the first one by preference; all three, in this order, by default. */
  transports?: readonly Transport[];
  onChange?: (event: ChangeEvent) => void;
  onStatus?: (event: StatusEvent) => void;
  /** Makes a socket, where there is no `WebSocket` or a special one is wanted. */
  open?: (url: string) => Socket;
  /** 0 to 1, for tests. */
  random?: () => number;
}

export interface CommandOptions {
  /** Takes the command back; one that was sent already may be done all the same. */
  signal?: AbortSignal;
}

/** The inbox is another one than before. */
export class ChangeEvent extends Event {
  constructor(inbox: Inbox, before: Inbox, frame: InboxFrame | undefined, first: boolean);
  readonly type: 'change';
  readonly inbox: Inbox;
  readonly before: Inbox;
  /** Absent where older rows were loaded. */
  readonly frame: InboxFrame | undefined;
  /** Whether the frame is the first one of its connection: what was missed, or a snapshot. */
  readonly first: boolean;
}

/** The connection is in another state than before, or is carried by something else. */
export class StatusEvent extends Event {
  constructor(status: Status, reason?: string, retryAt?: number);
  readonly type: 'status';
  readonly status: Status;
  /** A sentence, for people. */
  readonly reason: string | undefined;
  /** When it will try again. */
  readonly retryAt: number | undefined;
}

/** A message as it was sent or received, for those who want to watch. Tokens are left out. */
export class FrameEvent extends Event {
  constructor(direction: 'sent' | 'received', message: Record<string, unknown>);
  readonly type: 'frame';
  readonly direction: 'sent' | 'received';
  readonly message: Record<string, unknown>;
}

export interface RingsideEvents {
  change: ChangeEvent;
  status: StatusEvent;
  frame: FrameEvent;
  /** `leads` is another than before. */
  lead: Event;
}

/** Thrown by `token`: there is no use in trying again. */
export class Refusal extends Error {}

/** An answer of the server that is a problem. */
export class CommandError extends Error {
  constructor(problem: Problem, retryAfterMillis?: number);
  readonly problem: Problem;
  /** When the server would rather be asked again. */
  readonly retryAfterMillis: number | undefined;
}

/** One user's inbox. Made by {@link connect}. */
export class Ringside extends EventTarget {
  /** One that is paused until {@link resume}. */
  constructor(options: Options);

  readonly inbox: Inbox;
  readonly status: Status;
  /** Whose inbox it is; known from the first welcome or, on a fallback, from the first notification. */
  readonly user: string | undefined;
  /** What carries it now. */
  readonly transport: Transport | undefined;
  /** Whether this is the one, of all tabs of this browser that follow this inbox, to do what must happen once. */
  readonly leads: boolean;

  /** Connects, or comes back after {@link pause} or a refusal, from the position where it was. */
  resume(): void;
  /** Goes offline and stays there. What is known is kept; commands wait. */
  pause(): void;
  /** Ends it for good; commands that were not answered are rejected. */
  close(): void;

  /**
   * Marks as read. Like the other commands it waits while offline, is sent again after a lost connection, resolves once the
   * server has done it, and rejects with a {@link CommandError}, the signal's reason, or an error that says that the client has ended.
   *
   * @param ids up to 1,000
   */
  read(ids: readonly string[], options?: CommandOptions): Promise<void>;
  /**
   * Marks as read all that stands at or below a revision, loaded or not; what arrives meanwhile stays unread.
   *
   * @param revision that of the inbox by default
   */
  readThrough(revision?: number, options?: CommandOptions): Promise<void>;
  /** @param ids up to 1,000 */
  unread(ids: readonly string[], options?: CommandOptions): Promise<void>;
  /** @param ids up to 1,000 */
  delete(ids: readonly string[], options?: CommandOptions): Promise<void>;
  /**
   * Loads older rows over HTTP.
   *
   * @param limit 1 to 100; 50 by default
   * @throws CommandError where the server does not give them
   */
  older(limit?: number, options?: CommandOptions): Promise<void>;

  addEventListener<K extends keyof RingsideEvents>(
    type: K,
    listener: ((this: Ringside, event: RingsideEvents[K]) => unknown) | {handleEvent(event: RingsideEvents[K]): unknown} | null,
    options?: boolean | AddEventListenerOptions,
  ): void;
  removeEventListener<K extends keyof RingsideEvents>(
    type: K,
    listener: ((this: Ringside, event: RingsideEvents[K]) => unknown) | {handleEvent(event: RingsideEvents[K]): unknown} | null,
    options?: boolean | EventListenerOptions,
  ): void;
}

/** Makes a client and connects it. */
export function connect(options?: Options): Ringside;

/** The rows in the order of a list: what asked for attention last comes first. */
export function list(inbox: Inbox): Notification[];

/** Whether a row that was just put asks for attention: not so a progress that moved, nor a row marked unread. */
export function rings(notification: Notification): boolean;
