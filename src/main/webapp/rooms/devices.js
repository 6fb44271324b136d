/** Where somebody has Ringside open, over all nodes. Nothing is asked for while the list is shut. */
import {byId, iconButton, make, picture, reasonOf, say, toast} from './dom.js';
import {deviceName} from './text.js';
import {byKey, canPlay} from './who.js';

/** @typedef {import('./app.js').App} App */
/** @typedef {import('../ringside-rooms.js').RoomMember} RoomMember */
/** @typedef {{id: string, kind: 'socket' | 'events' | 'poll', since: string, address?: string, agent?: string}} Session */

const LOOK_MILLIS = 3_000;
const KINDS = {socket: '', events: 'event stream', poll: 'long poll'};

const whole = new Intl.DateTimeFormat(undefined, {dateStyle: 'medium', timeStyle: 'short'});

/** Of oneself, and with the demo's key of anybody: a user is told of no other user's. */
export class Devices {
  #app;
  #dialog = /** @type {HTMLDialogElement} */ (byId('devices-dialog'));
  /** @type {string | undefined} */ #user;
  #shown = '';

  /** @param {App} app @param {AbortSignal} signal */
  constructor(app, signal) {
    this.#app = app;
    byId('me-devices').addEventListener('click', () => this.show(app.user), {signal});
    this.#dialog.addEventListener('close', () => (this.#user = undefined), {signal});
    const timer = setInterval(() => document.hidden || void this.#look(), LOOK_MILLIS);
    signal.addEventListener('abort', () => {
      clearInterval(timer);
      this.#dialog.close();
    });
  }

  /** @param {RoomMember} member */
  areKnownOf({user, guest}) {
    return !guest && (user === this.#app.user || canPlay());
  }

  /** @param {string | undefined} user */
  show(user) {
    if (!user) return;
    this.#user = user;
    this.#draw([], true);
    this.#dialog.showModal();
    void this.#look();
  }

  async #look() {
    const user = this.#user;
    if (user === undefined) return;
    try {
      const {sessions, complete} = await this.#call(user, 'sessions');
      if (user === this.#user) this.#draw(sessions, complete);
    } catch (error) {
      if (user === this.#user) say(byId('devices-problem'), reasonOf(error));
    }
  }

  /** @param {readonly Session[]} sessions @param {boolean} complete */
  #draw(sessions, complete) {
    const user = this.#user ?? '';
    const whose = user === this.#app.user ? 'Your devices' : `Devices of ${this.#app.nameOf(user)}`;
    say(byId('devices-heading'), sessions.length ? `${whose} (${sessions.length})` : whose);
    say(byId('devices-hint'), complete ? 'Each tab is one, wherever it is connected.' : 'A part of the server did not answer: there may be more.');
    say(byId('devices-problem'), '');
    const now = JSON.stringify([user, sessions]);
    if (now === this.#shown) return;
    this.#shown = now;
    byId('devices-list').replaceChildren(...sessions.map((session) => this.#row(user, session)));
  }

  /** @param {string} user @param {Session} session */
  #row(user, {id, kind, since, address, agent}) {
    const name = deviceName(agent);
    const about = [KINDS[kind], `since ${whole.format(new Date(since))}`, address].filter(Boolean).join(' · ');
    const isThis = id === this.#app.session;
    return make(
      'li',
      {'data-session': id},
      picture('devices'),
      make('span', {class: 'person', title: agent}, make('span', {class: 'person-name'}, name), make('small', {}, about)),
      isThis ? make('span', {class: 'you'}, 'this one') : iconButton('out', `Sign out there: ${name}`, () => this.#end(user, id)),
    );
  }

  /** @param {string} user @param {string} session */
  async #end(user, session) {
    try {
      await this.#call(user, `sessions/${encodeURIComponent(session)}`, 'DELETE');
      await this.#look();
    } catch (error) {
      toast(reasonOf(error));
    }
  }

  /** @param {string} user @param {string} path @param {string} [method] @returns {Promise<any>} */
  #call(user, path, method) {
    return user === this.#app.user ? this.#app.client.call(`users/me/${path}`, {method}) : byKey(`users/${encodeURIComponent(user)}/${path}`, method);
  }
}
