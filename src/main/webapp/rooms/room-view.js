/** The room in view: its header, its state, and all that is drawn of it. */
import {CommandError} from '../ringside-rooms.js';
import {isDirect, isNews} from './app.js';
import {Composer} from './composer.js';
import {byId, reasonOf, say, toast} from './dom.js';
import {Figures} from './figures.js';
import {People} from './people.js';
import {lasting} from './text.js';
import {Timeline} from './timeline.js';

/** @typedef {import('./app.js').App} App */
/** @typedef {import('./app.js').Entry} Entry */

const ENDS = {
  left: ['You have left this room', ''],
  removed: ['You were put out of this room', 'Whoever runs it has taken you out. You may come in again, unless the room is closed to you now.'],
  banned: ['You were banned from this room', 'You cannot come in again.'],
  deleted: ['This room is gone', 'It was deleted, or its last member has left. What was said there is gone with it.'],
  refused: ['You cannot come in here', ''],
  closed: ['You are signed out', ''],
};

export class RoomView {
  #app;
  #signal;
  #timeline;
  #people;
  #figures;
  /** @type {string | undefined} */ #owner;
  #composer;
  #of = new AbortController();
  /** The last message that was read out. */ #told = 0;

  /** @param {App} app @param {AbortSignal} signal */
  constructor(app, signal) {
    this.#app = app;
    this.#signal = signal;
    this.#timeline = new Timeline(app, signal);
    this.#people = new People(app, signal);
    this.#figures = new Figures(app, signal);
    this.#composer = new Composer(app, this.#timeline, signal);
    /** @param {string} id @param {() => unknown} act */
    const click = (id, act) => byId(id).addEventListener('click', () => void act(), {signal});
    click('leave', () => this.#leave());
    click('copy-link', () => copy(`${location.origin}${location.pathname}#${encodeURIComponent(app.view?.id ?? '')}`, 'The link is copied.'));
    click('delete-room', () => this.#delete());
    click('video', () => this.#video());
    click('over-close', () => (location.hash = ''));
    click('over-again', () => app.view && app.again(app.view));
  }

  show() {
    this.#of.abort();
    this.#of = new AbortController();
    const signal = AbortSignal.any([this.#of.signal, this.#signal]);
    const entry = this.#app.view;
    const {room} = entry ?? {};
    this.#told = Infinity;
    room?.addEventListener('change', () => this.#changed(), {signal});
    room?.addEventListener('state', () => this.#stated(), {signal});
    room?.addEventListener('presence', () => {
      this.draw();
      this.#people.draw();
      this.#composer.draw();
    }, {signal});
    this.#timeline.show(entry);
    this.#people.draw();
    this.#composer.show();
    this.#composer.draw();
    this.draw();
    void this.#askForVideo();
  }

  draw() {
    const entry = this.#app.view;
    const {info, room} = entry ?? {};
    say(byId('room-name'), entry ? this.#app.titleOf(entry) : 'Rooms');
    say(byId('room-about'), entry ? about(entry) : '');
    if (info?.owner !== this.#owner) {
      // Shown among the people.
      this.#owner = info?.owner;
      this.#people.draw();
    }
    this.#figures.draw();
    const isOver = room?.state === 'ended';
    byId('room-actions').classList.toggle('away', !entry);
    byId('empty').hidden = entry !== undefined;
    byId('empty-new').hidden = this.#app.isGuest;
    byId('composer').hidden = !entry || isOver;
    byId('typing').hidden = !entry || isOver;
    byId('leave').hidden = isOver;
    byId('delete-room').hidden = isOver || !info?.owner || info.owner !== this.#app.user;
    byId('over').hidden = !isOver;
    if (!isOver || !room) return;
    const reason = room.reason ?? 'closed';
    const [heading, text] = ENDS[reason];
    say(byId('over-heading'), heading ?? '');
    say(byId('over-text'), room.problem?.detail ?? room.problem?.title ?? text ?? '');
    byId('over-again').hidden = reason === 'banned' || reason === 'deleted';
  }

  #changed() {
    this.#timeline.draw();
    const news = (this.#app.view?.room.messages ?? []).filter((message) => message.revision > 0 && message.said > this.#told && isNews(message, this.#app.user));
    // What was there before is to be read, not read out.
    this.#told = this.#app.view?.room.messages.findLast(({revision}) => revision > 0)?.said ?? 0;
    for (const {from, content} of news.slice(-3)) readOut(`${from ? (from.name ?? this.#app.nameOf(from.user)) : 'Notice'}: ${content}`);
  }

  #stated() {
    void this.#askForVideo();
    this.draw();
    this.#timeline.draw();
    this.#people.draw();
    this.#composer.draw();
  }

  async #leave() {
    const {view} = this.#app;
    if (!view) return;
    if (view.room.state === 'ended') {
      this.#app.forget(view);
      return;
    }
    try {
      await view.room.leave();
    } catch (error) {
      toast(reasonOf(error));
    }
  }

  async #delete() {
    const {view} = this.#app;
    if (!view || !confirm(`Delete “${this.#app.titleOf(view)}” with all that was said there?`)) return;
    await this.#app.client.call(`rooms/${encodeURIComponent(view.id)}`, {method: 'DELETE'}).catch((error) => toast(reasonOf(error)));
  }

  #hasVideo = sessionStorage.getItem('ringside.rooms.video') !== 'no';

  /** Whether there is video here is the same for all rooms; they say so to who is in. */
  async #askForVideo() {
    const {view} = this.#app;
    byId('video').hidden = true;
    if (!this.#hasVideo || view?.room.state !== 'current') return;
    try {
      await this.#mediaToken(view);
      byId('video').hidden = this.#app.view !== view;
    } catch (error) {
      if (!(error instanceof CommandError) || error.problem.status !== 404) return;
      this.#hasVideo = false;
      sessionStorage.setItem('ringside.rooms.video', 'no');
    }
  }

  async #video() {
    const {view} = this.#app;
    if (!view) return;
    try {
      const {url, token} = await this.#mediaToken(view);
      await copy(token, `A token for LiveKit${url ? ` at ${url}` : ''} is copied: give it to a LiveKit client.`);
    } catch (error) {
      toast(reasonOf(error));
    }
  }

  /** @param {Entry} entry */
  #mediaToken(entry) {
    return this.#app.client.call(`rooms/${encodeURIComponent(entry.id)}/media-token`, {method: 'POST', body: {}});
  }
}

/** @param {Entry} entry */
function about({id, info, room}) {
  /** @type {string[]} */ const parts = [];
  if (room.state === 'current' && room.count) parts.push(`${room.online} of ${room.count} here`);
  if (info && !isDirect(id)) {
    if (!info.open) parts.push('members only');
    else if (info.guests) parts.push('guests welcome');
    if (info.ephemeral) parts.push('gone when the last one leaves');
    if (info.retentionSeconds) parts.push(`messages kept ${lasting(info.retentionSeconds)}`);
  }
  return parts.join(' · ');
}

/** @param {string} text @param {string} done */
export async function copy(text, done) {
  try {
    await navigator.clipboard.writeText(text);
    toast(done);
  } catch {
    prompt('Copy this:', text);
  }
}

/** For those who hear the page. @param {string} text */
function readOut(text) {
  const live = byId('live');
  const line = document.createElement('span');
  line.textContent = `${text} `;
  live.append(line);
  while (live.childElementCount > 5) live.firstElementChild?.remove();
}
