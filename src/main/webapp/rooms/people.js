/** Who is in the room in view, and who of them is there. */
import {isDirect} from './app.js';
import {Devices} from './devices.js';
import {byId, drawFace, iconButton, make, reasonOf, say, toast} from './dom.js';

/** @typedef {import('./app.js').App} App */
/** @typedef {import('./app.js').Entry} Entry */
/** @typedef {import('../ringside-rooms.js').RoomMember} RoomMember */

const PAGE = 100;

/** Of a room whose presence is too large to name everybody: read page by page. */
export class People {
  #app;
  #devices;
  /** @type {RoomMember[]} */ #pages = [];
  #more = false;
  /** @type {Entry | undefined} */ #of;

  /** @param {App} app @param {AbortSignal} signal */
  constructor(app, signal) {
    this.#app = app;
    this.#devices = new Devices(app, signal);
    byId('people-more').addEventListener('click', () => void this.#load(), {signal});
  }

  draw() {
    const entry = this.#app.view;
    if (entry !== this.#of) {
      this.#of = entry;
      this.#pages = [];
      this.#more = false;
    }
    const {members = [], count = 0, online = 0} = entry?.room ?? {};
    const isLarge = count > members.length;
    if (isLarge && entry?.room.state === 'current' && !this.#pages.length && !this.#more) {
      this.#more = true;
      void this.#load();
    }
    const shown = isLarge ? this.#pages : [...members].sort((a, b) => Number(b.online) - Number(a.online) || a.name.localeCompare(b.name));
    say(byId('people-heading'), count ? `People (${online} of ${count} here)` : 'People');
    byId('people-list').replaceChildren(...shown.map((member) => this.#row(member)));
    byId('people-more').hidden = !isLarge || !this.#more;
  }

  /** @param {RoomMember} member */
  #row(member) {
    const app = this.#app;
    const name = member.name === member.user ? app.nameOf(member.user) : member.name;
    const face = make('span', {class: 'face', 'aria-hidden': 'true'});
    drawFace(face, member.user, name);
    const mine = member.user === app.user;
    const tags = [mine && 'you', member.guest && 'guest', member.user === app.view?.info?.owner && 'owner'].filter(Boolean).join(', ');
    const row = make(
      'li',
      {'data-user': member.user},
      make('span', {class: member.online ? 'presence here' : 'presence'}, face, make('span', {class: 'quiet'}, member.online ? 'Here: ' : 'Away: ')),
      make('span', {class: 'person', title: member.user}, make('span', {class: 'person-name'}, name), make('small', {}, tags)),
    );
    const actions = make('span', {class: 'person-actions'});
    if (!mine && !member.guest && !app.isGuest && !isDirect(app.view?.id ?? '')) {
      actions.append(make('button', {type: 'button', class: 'link-button', 'aria-label': `Direct chat with ${name}`, click: () => this.#direct(member.user)}, 'Chat'));
    }
    if (this.#devices.areKnownOf(member)) {
      actions.append(iconButton('devices', mine ? 'Your devices' : `Devices of ${name}`, () => this.#devices.show(member.user)));
    }
    if (!mine && app.view?.info?.owner === app.user && app.user) {
      actions.append(iconButton('out', `Put ${name} out`, () => this.#act('DELETE', `members/${encodeURIComponent(member.user)}`)));
      actions.append(iconButton('away', `Ban ${name}`, () => this.#act('PUT', `bans/${encodeURIComponent(member.user)}`)));
    }
    row.append(actions);
    return row;
  }

  /** @param {string} user */
  async #direct(user) {
    try {
      location.hash = encodeURIComponent((await this.#app.client.direct(user)).id);
    } catch (error) {
      toast(reasonOf(error));
    }
  }

  /** @param {string} method @param {string} path */
  async #act(method, path) {
    try {
      await this.#app.client.call(`rooms/${encodeURIComponent(this.#app.view?.id ?? '')}/${path}`, {method});
    } catch (error) {
      toast(reasonOf(error));
    }
  }

  async #load() {
    const entry = this.#of;
    if (!entry) return;
    const after = this.#pages.at(-1)?.user ?? '';
    try {
      const page = await this.#app.client.call(`rooms/${encodeURIComponent(entry.id)}/members?limit=${PAGE}&after=${encodeURIComponent(after)}`);
      if (entry !== this.#of) return;
      this.#pages.push(...page.members);
      this.#more = page.more;
      this.draw();
    } catch (error) {
      toast(reasonOf(error));
    }
  }
}
