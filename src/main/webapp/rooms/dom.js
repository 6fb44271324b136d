/** What the page is made with: the bell's own way to make nodes, and a few pictures more. */
import {icon, make, rename, safeLink, say} from '../bell-dom.js';

export {make, rename, safeLink, say};

/** @type {Record<string, string[]>} */
const PICTURES = {
  menu: ['M4 7h16M4 12h16M4 17h16'],
  people: ['M9 5.5a3.2 3.2 0 1 1 0 6.4 3.2 3.2 0 0 1 0-6.4', 'M3.5 19c.4-3.2 2.5-5 5.5-5s5.1 1.8 5.5 5', 'M15.5 6a3 3 0 0 1 0 5.6M17 14.3c2 .6 3.2 2.2 3.5 4.7'],
  close: ['m7 7 10 10M17 7 7 17'],
  send: ['M4 12 20 4.5 15.5 20l-3.5-6.5z', 'M12 13.5 20 4.5'],
  down: ['M12 5v13M6.5 12.5 12 18l5.5-5.5'],
  pen: ['M5 19l.8-3.8L16 5l3 3L8.8 18.2z'],
  bin: ['M5 7.2h14M10 7V4.6h4V7M7 7.2l.8 12.2h8.4L17 7.2'],
  link: ['M10 14a3.5 3.5 0 0 0 5 0l3.5-3.5a3.5 3.5 0 0 0-5-5L12 7', 'M14 10a3.5 3.5 0 0 0-5 0l-3.5 3.5a3.5 3.5 0 0 0 5 5L12 17'],
  video: ['M4 7h10.5v10H4z', 'm14.5 11 5.5-3.2v8.4l-5.5-3.2'],
  room: ['M4.5 5.5h15v10.5h-8l-4 3.5v-3.5h-3z', 'M8.5 9.5h7M8.5 12.5h4.5'],
  out: ['M14 5H6v14h8', 'M10.5 12H20M16.5 8.5 20 12l-3.5 3.5'],
  devices: ['M3.5 6h12v8.5h-12z', 'M2.5 17.5h9', 'M14.5 10h6v9.5h-6z'],
  away: ['M6.5 6.5l11 11', 'M12 3.5a8.5 8.5 0 1 1 0 17 8.5 8.5 0 0 1 0-17'],
};

/** @param {string} name */
export function picture(name) {
  return icon(name, PICTURES[name]);
}

/** @param {string} name @param {string} label @param {() => void} click */
export function iconButton(name, label, click) {
  const button = make('button', {type: 'button', class: 'icon-button', click}, picture(name));
  rename(button, label);
  return button;
}

/** @param {string} id @returns {HTMLElement} */
export function byId(id) {
  const element = document.getElementById(id);
  if (!element) throw new Error(`The page has no #${id}.`);
  return element;
}

/** @param {string} id */
export function input(id) {
  return /** @type {HTMLInputElement} */ (byId(id));
}

/** @param {string} id @param {string} type @param {(event: any) => void} listener */
export function on(id, type, listener) {
  byId(id).addEventListener(type, listener);
}

/** Submits nothing, and tells what was wrong. @param {string} form @param {string} problem @param {(event: SubmitEvent) => Promise<unknown>} submit */
export function onSubmit(form, problem, submit) {
  on(form, 'submit', async (event) => {
    event.preventDefault();
    const buttons = /** @type {NodeListOf<HTMLButtonElement>} */ (byId(form).querySelectorAll('button'));
    if ([...buttons].some((button) => button.disabled)) return;
    say(byId(problem), '');
    for (const button of buttons) button.disabled = true;
    try {
      await submit(event);
    } catch (error) {
      say(byId(problem), reasonOf(error));
    } finally {
      for (const button of buttons) button.disabled = false;
    }
  });
}

/** In words for a person. @param {any} error */
export function reasonOf(error) {
  if (error instanceof TypeError) return 'Ringside does not answer. Is the network there?';
  const {detail, errors} = error?.problem ?? {};
  if (errors?.length) return errors.map((/** @type {{field: string, detail: string}} */ each) => `${each.field} ${each.detail}`).join('; ');
  return String(detail ?? error?.message ?? error);
}

/** The first letters of a name. @param {string} name */
export function initials(name) {
  const words = name.trim().split(/[\s._-]+/u).filter(Boolean);
  const letters = words.length > 1 ? [words[0], words.at(-1)] : words;
  return letters.map((word) => [...(word ?? '')][0]?.toUpperCase()).join('') || '?';
}

/** One of eight colours, the same for the same text. @param {string} text */
export function hueOf(text) {
  let hash = 0;
  for (const char of text) hash = (hash * 31 + (char.codePointAt(0) ?? 0)) | 0;
  return Math.abs(hash) % 8;
}

/** @param {HTMLElement} face @param {string} user @param {string} name */
export function drawFace(face, user, name) {
  face.dataset['hue'] = String(hueOf(user));
  say(face, initials(name));
}

/** @type {ReturnType<typeof setTimeout> | undefined} */
let toasting;

/** @param {string} text */
export function toast(text) {
  clearTimeout(toasting);
  const node = byId('toast');
  node.hidden = false;
  node.textContent = text;
  toasting = setTimeout(() => (node.hidden = true), 3_000);
}
