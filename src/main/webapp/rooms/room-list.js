/** The rooms that one is in, and a dot where something is new. */
import {isDirect} from './app.js';
import {byId, drawFace, make, say} from './dom.js';

/** @typedef {import('./app.js').App} App */

/** @param {App} app */
export function drawRooms(app) {
  const entries = [...app.entries.values()].filter(({room}) => room.state !== 'ended' || room === app.view?.room);
  const rows = entries
    .map((entry) => ({entry, title: app.titleOf(entry)}))
    .sort((a, b) => a.title.localeCompare(b.title));
  const list = byId('room-list');
  const focused = document.activeElement?.closest('[data-room]')?.getAttribute('data-room');
  list.replaceChildren(...rows.map(({entry, title}) => roomRow(app, entry, title)));
  if (focused) /** @type {HTMLElement | null} */ (list.querySelector(`[data-room="${CSS.escape(focused)}"]`))?.focus();
  byId('no-rooms').hidden = rows.length > 0;
  const unread = entries.some((entry) => entry.unread > 0);
  byId('rooms-open').classList.toggle('unread', entries.some((entry) => entry.unread > 0 && entry !== app.view));
  const name = app.view ? app.titleOf(app.view) : 'Rooms';
  document.title = `${unread ? '● ' : ''}${name}`;
}

/** @param {App} app @param {import('./app.js').Entry} entry @param {string} title */
function roomRow(app, entry, title) {
  const direct = isDirect(entry.id);
  const face = make('span', {class: direct ? 'face' : 'face square', 'aria-hidden': 'true'});
  drawFace(face, direct ? app.othersOf(entry.id).join() : entry.id, title);
  if (!direct) say(face, '#');
  const inView = entry === app.view;
  const link = make(
    'a',
    {href: `#${encodeURIComponent(entry.id)}`, 'data-room': entry.id, 'aria-current': inView ? 'page' : undefined},
    face,
    make('span', {class: 'room-list-name'}, title),
  );
  if (entry.unread > 0 && !inView) link.append(make('span', {class: 'dot', title: `${entry.unread} new`}, make('span', {class: 'quiet'}, `${entry.unread} new`)));
  return make('li', {}, link);
}
