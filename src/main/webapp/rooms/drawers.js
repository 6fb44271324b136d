/** On narrow windows, the list of rooms and that of people lie beside the page and are drawn in. */
import {byId, on, picture} from './dom.js';

/** @typedef {'rooms' | 'people'} Side */

const SIDES = /** @type {const} */ (['rooms', 'people']);

byId('rooms-open').append(picture('menu'));
byId('people-open').append(picture('people'));
for (const side of SIDES) {
  byId(`${side}-close`).append(picture('close'));
  on(`${side}-open`, 'click', () => draw(side));
  on(`${side}-close`, 'click', () => drawBack());
}
on('scrim', 'click', () => drawBack());
// The room in view is chosen too, without another address.
on('room-list', 'click', () => drawBack());
for (const [id, name] of [['copy-link', 'link'], ['leave', 'out'], ['delete-room', 'bin'], ['video', 'video']]) byId(id ?? '').prepend(picture(name ?? ''));
document.addEventListener('keydown', ({key}) => key === 'Escape' && drawBack());

/** @param {Side} side */
function draw(side) {
  drawBack();
  byId(`${side}-side`).classList.add('drawn');
  byId(`${side}-open`).setAttribute('aria-expanded', 'true');
  byId('scrim').hidden = false;
  byId('middle').inert = true;
  byId(`${side}-close`).focus();
}

/** Puts both back. */
export function drawBack() {
  byId('middle').inert = false;
  byId('scrim').hidden = true;
  for (const side of SIDES) {
    const open = byId(`${side}-open`);
    byId(`${side}-side`).classList.remove('drawn');
    if (open.getAttribute('aria-expanded') === 'true') open.focus();
    open.setAttribute('aria-expanded', 'false');
  }
}
