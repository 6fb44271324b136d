/**
 * `<ringside-bell>`: a bell that is right. It shows how much is unread, opens to the list, and tells of what rings.
 *
 *     <script type="module" src="https://ringside.example.org/ringside-bell.js"></script>
 *     <ringside-bell token-url="/ringside-token"></ringside-bell>
 *
 * Attributes, properties, events, parts and slots are in docs/bell.md.
 */
import {SystemNotifications, TitleBadge} from './bell-away.js';
import {icon, make, say} from './bell-dom.js';
import {Texts, addMessages} from './bell-messages.js';
import {DrawnRows} from './bell-drawn.js';
import {Panel} from './bell-panel.js';
import {bellSheet} from './bell-style.js';
import {Toasts} from './bell-toasts.js';
import {tokenFrom} from './bell-token.js';
import {Ringside, connect, rings} from './ringside.js';

export {addMessages};

/** @typedef {import('./inbox.js').Notification} Notification */
/** @typedef {import('./bell-messages.js').Messages} Messages */
/** @typedef {import('./ringside.js').ChangeEvent} ChangeEvent */
/** @typedef {import('./ringside.js').StatusEvent} StatusEvent */

/** Whose change means another connection. */
const CONNECTION = ['server', 'token', 'token-url'];
const PROPERTIES = ['client', 'token', 'messages', 'renderNotification'];
/** How many ids one command may name. */
const IDS_OF_A_COMMAND = 1000;

export class RingsideBell extends HTMLElement {
  static observedAttributes = [...CONNECTION, 'lang', 'title-badge', 'system-notifications', 'toast-seconds'];

  /** A client of the page's own. @type {Ringside | undefined} */ #given;
  /** The client that is followed. @type {Ringside | undefined} */ #client;
  /** @type {string | (() => Promise<string>) | undefined} */ #token;
  /** @type {Messages} */ #messages = {};
  #drawn = new DrawnRows(this);
  /** Ends what listens to the client and the page. */ #following = new AbortController();
  #waiting = false;
  /** What the present connection was made of. @type {unknown[]} */ #source = [];
  /** Whether the client belongs to the page. */ #borrowed = false;
  /** Whose bell it is, once that is known. */ #person = '';
  /** At the press of a pointer that is not yet a click. @type {boolean | undefined} */ #wasOpen;

  /** @type {Texts} */ #texts = new Texts('en');
  #badge = make('span', {class: 'badge', part: 'badge', 'aria-hidden': 'true', hidden: true});
  #button = make(
    'button',
    {type: 'button', class: 'bell', part: 'button', 'aria-haspopup': 'dialog', 'aria-expanded': 'false', 'aria-controls': 'panel', pointerdown: () => (this.#wasOpen = this.open), click: () => this.#clicked()},
    make('slot', {name: 'icon'}, icon('bell')),
    this.#badge,
  );
  #system = make('button', {type: 'button', class: 'system', part: 'system', hidden: true, click: () => this.#askForSystem()});
  #panel;
  #toasts;
  #title = new TitleBadge();
  #away;

  constructor() {
    super();
    const open = (/** @type {Notification} */ notification, /** @type {Event} */ event) => this.#open(notification, event);
    this.#panel = new Panel(
      {
        open,
        toggleRead: ({id, readAt}) => this.#command((client) => (readAt === undefined ? client.read([id]) : client.unread([id]))),
        remove: ({id}) => this.#command((client) => client.delete([id]), 'deleted'),
        readAll: () => this.#command((client) => client.readThrough(), 'allRead'),
        older: async () => this.#client?.older(),
        tryAgain: () => this.#tryAgain(),
        viewed: (seen) => this.#viewed(seen),
        toggled: (opened) => this.#toggled(opened),
        drawn: (row) => this.#drawn.draw(row),
        gone: (row) => this.#drawn.remove(row),
      },
      this.#texts,
    );
    this.#panel.footer.append(this.#system);
    this.#toasts = new Toasts(
      {
        open,
        openPanel: () => this.show(),
        show: (notification) => this.#fire('ringside-toast', notification),
        looking: () => this.#panel.open,
      },
      this.#texts,
    );
    this.#away = new SystemNotifications((notification) => {
      this.#markRead(notification);
      return this.#fire('ringside-open', notification);
    });
    const root = this.attachShadow({mode: 'open', delegatesFocus: true});
    root.adoptedStyleSheets = [bellSheet()];
    root.append(this.#button, this.#panel.node, this.#toasts.node, this.#toasts.polite, this.#toasts.urgent);
    // A framework may have set properties before this class was known.
    for (const name of PROPERTIES) {
      if (!Object.hasOwn(this, name)) continue;
      const value = /** @type {any} */ (this)[name];
      delete (/** @type {any} */ (this)[name]);
      /** @type {any} */ (this)[name] = value;
    }
  }

  /** The client that the bell follows: one that was given, so that a page shares its connection, or its own. @returns {Ringside | undefined} */
  get client() {
    return this.#given ?? this.#client;
  }

  set client(client) {
    this.#given = client ?? undefined;
    this.#connectSoon();
  }

  /** A user token, or what fetches one. Without one it is the page's cookies that say who it is. */
  get token() {
    return this.#token ?? this.getAttribute('token') ?? undefined;
  }

  set token(token) {
    this.#token = token ?? undefined;
    this.#connectSoon();
  }

  /** Texts that replace those of the language. @type {Messages} */
  get messages() {
    return this.#messages;
  }

  set messages(messages) {
    this.#messages = messages ?? {};
    this.#speak();
  }

  /** Draws a row in the page's own way; what it returns is put in place of the row's content, in the page's own styles. */
  get renderNotification() {
    return this.#drawn.render;
  }

  set renderNotification(render) {
    this.#drawn.render = render ?? undefined;
    this.#speak();
  }

  /** How many are unread. */
  get unread() {
    return this.#client?.status === 'refused' ? 0 : (this.#client?.inbox.unread ?? 0);
  }

  /** Whether the panel is open. */
  get open() {
    return this.#panel.open;
  }

  show() {
    this.#panel.show(this.#button);
  }

  hide() {
    this.#panel.hide();
  }

  toggle() {
    if (this.open) this.hide();
    else this.show();
  }

  /** When a pointer is pressed outside an open panel, the browser closes it before the click is told. */
  #clicked() {
    const wasOpen = this.#wasOpen ?? this.open;
    this.#wasOpen = undefined;
    if (wasOpen) this.hide();
    else this.show();
  }

  connectedCallback() {
    this.#speak();
    this.#connectSoon();
  }

  disconnectedCallback() {
    this.#panel.removed();
    this.#connectSoon();
  }

  /** @param {string} name @param {string | null} before @param {string | null} after */
  attributeChangedCallback(name, before, after) {
    if (before === after || !this.isConnected) return;
    if (CONNECTION.includes(name)) this.#connectSoon();
    else if (name === 'lang') this.#speak();
    else this.#configure();
  }

  /** Once for all that changes in one go; a bell that is only moved keeps its connection. */
  #connectSoon() {
    if (this.#waiting) return;
    this.#waiting = true;
    queueMicrotask(() => {
      this.#waiting = false;
      this.#reconnect();
    });
  }

  #reconnect() {
    const source = this.isConnected ? [this.#given, this.#token, ...CONNECTION.map((name) => this.getAttribute(name))] : [];
    if (source.length === this.#source.length && source.every((each, i) => each === this.#source[i])) return;
    this.#source = source;
    this.#unfollow();
    if (this.isConnected) this.#follow(this.#given ?? this.#connect());
  }

  #connect() {
    const token = tokenFrom(this.token, this.getAttribute('token-url'));
    const server = this.getAttribute('server');
    return connect({...(server && {server: new URL(server, document.baseURI).href}), ...(token && {token})});
  }

  #unfollow() {
    this.#following.abort();
    if (this.#client && this.#client !== this.#given && !this.#borrowed) this.#client.close();
    this.#client = undefined;
    this.#toasts.end();
    this.#away.end();
    this.#title.stop();
    this.#panel.hide();
    this.#panel.clear();
    this.#count();
  }

  /** @param {Ringside} client */
  #follow(client) {
    this.#client = client;
    this.#borrowed = client === this.#given;
    this.#following = new AbortController();
    const {signal} = this.#following;
    client.addEventListener('change', (event) => this.#changed(/** @type {ChangeEvent} */ (event)), {signal});
    client.addEventListener('status', () => this.#told(), {signal});
    this.#person = '';
    this.#configure();
    this.#told();
    if (client.inbox.epoch !== undefined) this.#redraw();
  }

  #told() {
    const client = this.#client;
    if (!client) return;
    this.#button.dataset['status'] = client.status;
    this.#panel.tell(client.status);
    if (['refused', 'paused', 'closed'].includes(client.status)) this.#standBack();
    if (client.status === 'refused') {
      // Whoever sits down next must not read what was another's.
      this.#panel.clear();
      this.#count();
      this.#toasts.announce(this.#texts.say('refused'));
    }
    if (client.status === 'current') this.#meet(client);
    this.#fire('ringside-status', client.status);
  }

  /** Leaves toasts and notifications of the system to other tabs. */
  #standBack() {
    this.#toasts.end();
    this.#away.end();
    this.#person = '';
  }

  /** @param {Ringside} client */
  #meet(client) {
    const person = `${this.getAttribute('server') ?? ''}#${client.user ?? ''}`;
    if (this.#person === person) return;
    this.#person = person;
    this.#toasts.begin(person);
    this.#configure();
  }

  /** @param {ChangeEvent} event */
  #changed({inbox, before, frame}) {
    this.#redraw();
    this.#toasts.prune(({id}) => inbox.rows.get(id)?.readAt === undefined && inbox.rows.has(id));
    if (inbox.unread === 0) this.#toasts.clear();
    const snapshot = frame?.reset || before.epoch === undefined;
    if (frame && !snapshot) {
      if (this.#client) this.#meet(this.#client);
      const rung = frame.changes.flatMap((each) => (each.op === 'put' && each.notification.rang > before.revision && rings(each.notification) ? [each.notification] : []));
      if (rung.length) this.#rang(rung.sort((a, b) => a.rang - b.rang), frame.epoch);
    }
    this.#fire('ringside-change', {unread: inbox.unread, inbox});
  }

  /** @param {Notification[]} rung @param {string} epoch */
  #rang(rung, epoch) {
    this.#button.classList.remove('rang');
    void this.#button.offsetWidth; // So that the animation begins anew.
    this.#button.classList.add('rang');
    this.#toasts.ring(rung, epoch);
    if (this.hasAttribute('system-notifications')) {
      void this.#away.ring(rung, {language: this.#texts.language, dir: getComputedStyle(this).direction});
    }
  }

  #redraw() {
    const client = this.#client;
    if (!client) return;
    this.#count();
    this.#panel.follow(client.inbox);
  }

  #count() {
    const {unread} = this;
    const texts = this.#texts;
    this.#badge.hidden = unread === 0;
    say(this.#badge, texts.badge(unread));
    this.#button.setAttribute('aria-label', unread ? texts.say('labelUnread', {count: unread}) : texts.say('label'));
    this.#title.count = unread;
  }

  #configure() {
    if (this.hasAttribute('title-badge') && this.#client) this.#title.start();
    else this.#title.stop();
    const seconds = this.getAttribute('toast-seconds');
    this.#toasts.millis = seconds === null ? 6000 : Math.max(0, Number(seconds) * 1000) || 0;
    const system = this.hasAttribute('system-notifications');
    if (system && this.#person) this.#away.begin(this.#person);
    else this.#away.end();
    this.#system.hidden = !system || !SystemNotifications.canBeAsked;
    this.#panel.drawFooter();
    this.#count();
  }

  async #askForSystem() {
    await Notification.requestPermission();
    this.#configure();
  }

  #speak() {
    const language = this.closest('[lang]')?.getAttribute('lang') || document.documentElement.lang || navigator.language;
    this.#texts = new Texts(language, this.#messages);
    this.shadowRoot?.querySelectorAll('.bell, .panel, .toasts').forEach((each) => each.setAttribute('lang', this.#texts.language));
    this.#panel.speak(this.#texts);
    this.#toasts.speak(this.#texts);
    say(this.#system, this.#texts.say('system'));
    if (this.#client) this.#panel.tell(this.#client.status);
    this.#count();
  }

  /** @param {boolean} opened */
  #toggled(opened) {
    this.#button.setAttribute('aria-expanded', String(opened));
    if (opened) this.#toasts.clear();
    this.#fire('ringside-toggle', {open: opened});
  }

  /** @param {Notification} notification @param {Event} event */
  #open(notification, event) {
    this.#markRead(notification);
    if (!this.#fire('ringside-open', notification)) event.preventDefault();
    else if (notification.link) this.hide();
  }

  /** @param {Notification} notification */
  #markRead({id, readAt}) {
    if (readAt === undefined && this.getAttribute('read-on') !== 'never') this.#command((client) => client.read([id]));
  }

  /** @param {Notification[]} seen */
  #viewed(seen) {
    if (this.getAttribute('read-on') !== 'view') return;
    const ids = seen.filter(({readAt}) => readAt === undefined).map(({id}) => id);
    for (let i = 0; i < ids.length; i += IDS_OF_A_COMMAND) this.#command((client) => client.read(ids.slice(i, i + IDS_OF_A_COMMAND)));
  }

  /**
   * @param {(client: Ringside) => Promise<void>} send
   * @param {string} [done] what is said once it is done
   */
  async #command(send, done) {
    const client = this.#client;
    if (!client) return;
    try {
      await send(client);
      if (done) this.#toasts.announce(this.#texts.say(done));
    } catch {
      if (client === this.#client) this.#toasts.announce(this.#texts.say('failed'), true);
    }
  }

  #tryAgain() {
    const client = this.#client;
    client?.pause();
    client?.resume();
  }

  /**
   * @param {string} name
   * @param {unknown} detail
   * @returns {boolean} whether nobody prevented what comes next
   */
  #fire(name, detail) {
    return this.dispatchEvent(new CustomEvent(name, {detail, bubbles: true, composed: true, cancelable: true}));
  }
}

if (!customElements.get('ringside-bell')) customElements.define('ringside-bell', RingsideBell);
