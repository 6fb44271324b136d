/** `<ringside-bell>`: the guide, with its attributes, parts and slots, is docs/bell.md. */
import type {Inbox, Notification, Ringside, Status} from './ringside.js';

/** A text, or its form for each plural category (CLDR); `{count}` is filled in. */
export type Message = string | Partial<Record<Intl.LDMLPluralRule, string>>;
export type Messages = Record<string, Message>;

export class RingsideBell extends HTMLElement {
  /** The client that is followed: one that was given, so that a page shares its connection, or the bell's own. */
  get client(): Ringside | undefined;
  set client(client: Ringside | undefined);
  /** A user token, or what fetches one. */
  get token(): string | (() => Promise<string>) | undefined;
  set token(token: string | (() => Promise<string>) | undefined);
  /** Texts that replace those of the language. */
  messages: Messages;
  /** Draws a row in the page's own way. */
  renderNotification: ((notification: Notification) => Node | undefined | null) | undefined;
  readonly unread: number;
  readonly open: boolean;
  show(): void;
  hide(): void;
  toggle(): void;
}

/** Adds a language, or changes texts of one. */
export function addMessages(language: string, messages: Messages): void;

declare global {
  interface HTMLElementTagNameMap {
    'ringside-bell': RingsideBell;
  }
  interface HTMLElementEventMap {
    'ringside-change': CustomEvent<{unread: number; inbox: Inbox}>;
    'ringside-status': CustomEvent<Status>;
    /** Cancelable: then the bell follows no link. */
    'ringside-open': CustomEvent<Notification>;
    /** Cancelable: then the bell shows no toast. */
    'ringside-toast': CustomEvent<Notification>;
    'ringside-toggle': CustomEvent<{open: boolean}>;
  }
}
