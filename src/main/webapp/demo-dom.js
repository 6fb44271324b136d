/** Small things about the page that several modules need. Text is always set as text. */

/**
 * @template {HTMLElement} [E=HTMLElement]
 * @param {string} id
 * @returns {E}
 */
export function byId(id) {
  const element = document.getElementById(id);
  if (!element) throw new Error(`The page has no #${id}.`);
  return /** @type {E} */ (element);
}

/**
 * A fresh copy of a template's only element.
 *
 * @param {string} id
 * @returns {HTMLElement}
 */
export function fromTemplate(id) {
  const template = /** @type {HTMLTemplateElement} */ (byId(id));
  return /** @type {HTMLElement} */ (template.content.firstElementChild?.cloneNode(true));
}

/**
 * @param {ParentNode} parent
 * @param {string} selector
 * @param {string} [text] nothing hides the element
 */
export function setText(parent, selector, text) {
  const element = /** @type {HTMLElement} */ (parent.querySelector(selector));
  element.hidden = !text;
  if (element.textContent !== (text ?? '')) element.textContent = text ?? '';
  return element;
}

/**
 * @param {ParentNode} parent
 * @param {string} selector of an svg
 * @param {string} name
 */
export function setIcon(parent, selector, name) {
  parent.querySelector(`${selector} use`)?.setAttribute('href', `#icon-${name}`);
}

const STYLES = ['info', 'success', 'warning', 'error'];

/** @param {string | undefined} style a style that we know, whatever came */
export function knownStyle(style) {
  return style !== undefined && STYLES.includes(style) ? style : 'info';
}

/**
 * A link that may be followed: a page of the web, or a path of this site. Anything else, `javascript:` above all, is none.
 *
 * @param {string | undefined} link
 */
export function safeLink(link) {
  if (link === undefined) return undefined;
  // Browsers read a backslash as a slash and drop tabs and line ends, so `/\host` and `/<tab>/host` would leave the site.
  if (/^\/(?![/\\])/.test(link) && !/[\t\r\n]/.test(link)) return link;
  return /^https?:\/\//i.test(link) && URL.canParse(link) ? link : undefined;
}

/** @param {number} count @param {string} noun */
export function counted(count, noun) {
  return `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`;
}
