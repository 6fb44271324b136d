/** The messages of the socket, for those who want to see how it works. */
import {byId} from './demo-dom.js';

/** @typedef {import('./ringside.js').FrameEvent} FrameEvent */

const KEPT = 40;

/** @param {FrameEvent} event */
export function showFrame({direction, message}) {
  const frames = byId('frames');
  const item = document.createElement('li');
  item.dataset.direction = direction;
  const arrow = document.createElement('span');
  arrow.textContent = direction === 'sent' ? '↑' : '↓';
  arrow.setAttribute('aria-label', direction);
  arrow.setAttribute('role', 'img');
  const text = document.createElement('code');
  text.textContent = JSON.stringify(message);
  item.append(arrow, text);
  frames.prepend(item);
  while (frames.childElementCount > KEPT) frames.lastElementChild?.remove();
}
