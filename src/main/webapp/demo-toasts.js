/** What pops up for a moment. A screen reader is told by the live region around it. */
import {byId, fromTemplate, knownStyle, setIcon, setText} from './demo-dom.js';

const SHOWN_AT_ONCE = 3;
const SHOWN_MILLIS = 6_000;

/**
 * @param {{title?: string, content?: string, style?: string}} what
 */
export function toast({title, content, style}) {
  const region = byId('toasts');
  const element = fromTemplate('toast-template');
  element.dataset.style = knownStyle(style);
  setIcon(element, '.toast-icon', knownStyle(style));
  setText(element, '.toast-title', title);
  setText(element, '.toast-content', content);

  const dismiss = () => element.remove();
  let timer = setTimeout(dismiss, SHOWN_MILLIS);
  // Nothing goes away while somebody is reading it or about to press its button.
  const hold = () => clearTimeout(timer);
  const release = () => (timer = setTimeout(dismiss, SHOWN_MILLIS));
  element.addEventListener('pointerenter', hold);
  element.addEventListener('pointerleave', release);
  element.addEventListener('focusin', hold);
  element.addEventListener('focusout', release);
  element.querySelector('button')?.addEventListener('click', dismiss);

  region.append(element);
  while (region.childElementCount > SHOWN_AT_ONCE) region.firstElementChild?.remove();
}
