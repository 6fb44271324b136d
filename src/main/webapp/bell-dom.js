/** Makes nodes. What comes from data goes in as text nodes and attributes only, so no markup in it ever comes alive. */

const SVG = 'http://www.w3.org/2000/svg';

/** Drawn on 24 by 24, by strokes. @type {Record<string, string[]>} */
const ICONS = {
  bell: ['M5.5 17.2c1.2-1.6 1.7-3.3 1.7-6.6a4.8 4.8 0 0 1 9.6 0c0 3.3.5 5 1.7 6.6z', 'M10.1 20.2a2 2 0 0 0 3.8 0', 'M12 3.4v2.2'],
  info: ['M12 3.5a8.5 8.5 0 1 1 0 17 8.5 8.5 0 0 1 0-17', 'M12 11v5.2M12 7.8v.1'],
  success: ['M12 3.5a8.5 8.5 0 1 1 0 17 8.5 8.5 0 0 1 0-17', 'm8.2 12.3 2.6 2.6 5-5.4'],
  warning: ['M12 4.2 20.8 19.4H3.2z', 'M12 10v4.4M12 16.9v.1'],
  error: ['M8.5 3.5h7l5 5v7l-5 5h-7l-5-5v-7z', 'M12 7.6v5.4M12 16.2v.1'],
  check: ['m5 12.6 4.5 4.5L19 7.4'],
  dot: ['M12 8.2a3.8 3.8 0 1 1 0 7.6 3.8 3.8 0 0 1 0-7.6'],
  bin: ['M5 7.2h14M10 7V4.6h4V7M7 7.2l.8 12.2h8.4L17 7.2M10.4 10.6v5.4M13.6 10.6v5.4'],
  close: ['m7 7 10 10M17 7 7 17'],
  all: ['m2.5 12.8 4 4L15 8', 'm11.5 15.4 1.5 1.4L21.5 8'],
};

/**
 * An element with its attributes and children. A function among the attributes listens to the event of that name; what is
 * `undefined` or `false` is left out, and `true` is an attribute without a value.
 *
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {Record<string, string | number | boolean | undefined | ((event: any) => void)>} [attributes]
 * @param {...(Node | string)} children
 * @returns {HTMLElementTagNameMap[T]}
 */
export function make(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') node.addEventListener(name, value);
    else if (value !== undefined && value !== false) node.setAttribute(name, value === true ? '' : String(value));
  }
  node.append(...children);
  return node;
}

/**
 * A picture that a screen reader passes over; what it says must be said in words as well.
 *
 * @param {string} name
 * @param {string[]} [lines] of a picture that is not the bell's
 */
export function icon(name, lines = ICONS[name] ?? []) {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('aria-hidden', 'true');
  svg.setAttribute('class', `icon icon-${name}`);
  for (const line of lines) {
    const path = document.createElementNS(SVG, 'path');
    path.setAttribute('d', line);
    svg.append(path);
  }
  return svg;
}

/**
 * A button of an icon alone, named for those who do not see it.
 *
 * @param {string} part
 * @param {string} picture
 * @param {string} label
 * @param {(event: MouseEvent) => void} onClick
 */
export function iconButton(part, picture, label, onClick) {
  const button = make('button', {type: 'button', part: `icon-button ${part}`, class: `icon-button ${part}`, click: onClick}, icon(picture));
  rename(button, label);
  return button;
}

/** @param {HTMLElement} button @param {string} label */
export function rename(button, label) {
  if (button.title === label) return;
  button.title = label;
  button.setAttribute('aria-label', label);
}

/** Sets a text where it is another one, so that selections and screen readers are left alone. @param {Node} node @param {string} text */
export function say(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/**
 * Where a link may lead: a page of the web, or a path of the page's own site. Anything else, `javascript:` above all, is no link.
 *
 * @param {string | undefined} link
 */
export function safeLink(link) {
  if (link === undefined) return undefined;
  // Browsers read a backslash as a slash and drop tabs and line ends, so `/\host` and `/<tab>/host` would leave the site.
  if (/^\/(?![/\\])/.test(link) && !/[\t\r\n]/.test(link)) return new URL(link, document.baseURI).href;
  return /^https?:\/\//i.test(link) && URL.canParse(link) ? link : undefined;
}
