/** One message of the timeline, and what can be done with one's own. */
import {drawFace, iconButton, make} from './dom.js';
import {pieces, withNames} from './text.js';

/** @typedef {import('../ringside-rooms.js').RoomMessage} RoomMessage */

/**
 * What a row needs of the page.
 *
 * @typedef {object} Context
 * @property {string | undefined} user
 * @property {(user: string) => string} nameOf
 * @property {(user: string) => string | undefined} knownName
 * @property {(message: RoomMessage) => void} edit
 * @property {(message: RoomMessage) => void} unsay
 * @property {(message: RoomMessage) => void} retry
 * @property {(message: RoomMessage) => void} discard
 */

const clock = new Intl.DateTimeFormat(undefined, {hour: '2-digit', minute: '2-digit'});
const whole = new Intl.DateTimeFormat(undefined, {dateStyle: 'full', timeStyle: 'short'});
const day = new Intl.DateTimeFormat(undefined, {weekday: 'long', day: 'numeric', month: 'long', year: 'numeric'});

/** @param {string} date as the day's key */
export function dayRow(date) {
  const at = new Date(`${date}T12:00:00`);
  const days = Math.round((new Date().setHours(12, 0, 0, 0) - at.getTime()) / 86_400_000);
  const text = days === 0 ? 'Today' : days === 1 ? 'Yesterday' : day.format(at);
  return make('li', {class: 'day'}, make('span', {}, text));
}

export function newRow() {
  return make('li', {class: 'new-line'}, make('span', {}, 'New messages'));
}

/** @param {RoomMessage} message @param {boolean} leads whether it begins a group @param {Context} context */
export function messageRow(message, leads, context) {
  switch (message.kind) {
    case 'joined':
    case 'left':
      return eventRow(message, context);
    case 'notice':
      return make('li', {class: 'notice', 'data-id': message.id}, text(message, context), ' ', time(message));
    case 'chat':
      return chatRow(message, leads, context);
  }
}

/** @param {RoomMessage} message @param {Context} context */
function eventRow(message, context) {
  const who = make('strong', {}, authorOf(message, context));
  return make('li', {class: 'event', 'data-id': message.id}, who, message.kind === 'joined' ? ' came in ' : ' left ', time(message));
}

/** @param {RoomMessage} message @param {boolean} leads @param {Context} context */
function chatRow(message, leads, context) {
  const mine = message.from?.user === context.user;
  const row = make('li', {class: 'chat', 'data-id': message.id, 'data-state': message.state});
  row.classList.toggle('leads', leads);
  row.classList.toggle('mine', mine);
  const name = authorOf(message, context);
  if (leads) {
    const face = make('span', {class: 'face', 'aria-hidden': 'true'});
    drawFace(face, message.from?.user ?? '', name);
    row.append(face, make('p', {class: 'author'}, make('strong', {}, name), mine ? make('span', {class: 'you'}, 'you') : '', ' ', time(message)));
  } else {
    row.append(make('span', {class: 'quiet'}, `${name}: `), time(message));
  }
  const body = make('p', {class: 'body'}, text(message, context));
  if (message.editedAt) body.append(' ', make('small', {class: 'edited', title: whole.format(new Date(message.editedAt))}, '(edited)'));
  row.append(body);
  row.classList.toggle('rings', !mine && body.querySelector('.mention.me') !== null);
  const state = stateOf(message, context);
  if (state) row.append(state);
  if (mine && message.state === 'sent' && message.revision > 0) {
    const pen = iconButton('pen', 'Edit', () => context.edit(message));
    const bin = iconButton('bin', 'Delete', () => context.unsay(message));
    row.append(make('span', {class: 'row-actions'}, pen, bin));
  }
  return row;
}

/** @param {RoomMessage} message @param {Context} context */
function stateOf(message, context) {
  if (message.state === 'sending') return make('p', {class: 'state'}, 'Sending…');
  if (message.state !== 'failed') return undefined;
  return make(
    'p',
    {class: 'state failed', role: 'alert'},
    make('span', {}, `Not sent. ${message.reason ?? ''} `),
    make('button', {type: 'button', class: 'link-button', click: () => context.retry(message)}, 'Try again'),
    ' ',
    make('button', {type: 'button', class: 'link-button', click: () => context.discard(message)}, 'Discard'),
  );
}

/** @param {RoomMessage} message @param {Context} context */
function text(message, context) {
  const all = document.createDocumentFragment();
  for (const piece of pieces(message.content ?? '', context.knownName)) {
    if (piece.kind === 'link') all.append(make('a', {href: piece.text, target: '_blank', rel: 'noopener noreferrer nofollow'}, piece.text));
    else if (piece.kind === 'mention') all.append(make('span', {class: piece.user === context.user ? 'mention me' : 'mention', title: piece.user}, piece.text));
    else all.append(piece.text);
  }
  return all;
}

/** @param {RoomMessage} message */
function time(message) {
  const at = new Date(message.createdAt);
  return make('time', {datetime: message.createdAt, title: whole.format(at)}, clock.format(at));
}

/** @param {RoomMessage} message @param {Context} context */
export function authorOf({from}, context) {
  if (!from) return 'The application';
  return from.name && from.name !== from.user ? from.name : context.nameOf(from.user);
}

/**
 * A message that is being changed, in its place.
 *
 * @param {RoomMessage} message
 * @param {Context} context
 * @param {(content: string | undefined) => void} done undefined where nothing is to be changed
 */
export function editRow(message, context, done) {
  const area = make('textarea', {rows: 1, maxlength: 8_000, 'aria-label': 'Change the message'}, withNames(message.content ?? '', context.knownName));
  const finish = () => done(area.value.trim() || undefined);
  area.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') done(undefined);
    else if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) finish();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  return make(
    'li',
    {class: 'chat mine editing', 'data-id': message.id},
    area,
    make(
      'p',
      {class: 'field-row'},
      make('button', {type: 'button', class: 'strong', click: finish}, 'Save'),
      make('button', {type: 'button', class: 'plain', click: () => done(undefined)}, 'Cancel'),
    ),
  );
}
