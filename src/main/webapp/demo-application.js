/** The right side: the application that rings. */
import {ApiError, pathOf} from './demo-api.js';
import {byId} from './demo-dom.js';

/** @typedef {import('./demo-api.js').Api} Api */
/** @typedef {import('./ringside.js').InboxFrame} InboxFrame */

/**
 * @typedef {object} Desk what the application needs to know of the rest of the page
 * @property {() => {api: Api, key: string, user: string}} session
 * @property {() => boolean} plugged
 * @property {(error: ApiError) => boolean} onRefused takes an answer that concerns the key, and says whether it did
 */

const EXAMPLES = [
  {name: 'Export ready', style: 'success', title: 'Export ready', content: '1,204 rows are waiting for you.', link: ''},
  {name: 'Comment', style: 'info', title: 'Grace commented on “Engines”', content: 'Could step 8 be simpler?', link: ''},
  {name: 'Disk full', style: 'warning', title: 'Disk almost full', content: '/var is at 91 %, and full on Thursday.', link: ''},
  {
    name: 'Payment',
    style: 'error',
    title: 'Payment failed',
    content: 'The card that ends in 4242 was declined.',
    link: 'https://example.org/billing',
  },
];

const JOB_STEP = 4;
const JOB_STEP_MILLIS = 180;
/** Arrivals that are remembered until the answer to their request comes. */
const ARRIVALS_KEPT = 100;

export class Application {
  #desk;
  #form = /** @type {HTMLFormElement} */ (byId('ring-form'));
  /** When the page saw a change, by id and revision. @type {Map<string, number>} */
  #arrivals = new Map();
  /** The last answer, whose change has not been seen yet. @type {{change: string, began: number, said: string} | undefined} */
  #awaited;

  /** @param {Desk} desk */
  constructor(desk) {
    this.#desk = desk;
    this.#offerExamples();
    this.#form.addEventListener('submit', (event) => {
      event.preventDefault();
      void this.#ring();
    });
    this.#form.addEventListener('input', () => this.drawCurl());
    byId('job').addEventListener('click', () => void this.#runJob());
    byId('curl-reveal').addEventListener('change', () => this.drawCurl());
    byId('curl-copy').addEventListener('click', () => void this.#copyCurl());
  }

  /** Tells that a frame was applied. @param {InboxFrame} frame */
  arrived(frame) {
    for (const change of frame.changes) {
      if (change.op !== 'put') continue;
      this.#arrivals.set(nameOf(change.notification), performance.now());
    }
    while (this.#arrivals.size > ARRIVALS_KEPT) {
      const [oldest] = this.#arrivals.keys();
      this.#arrivals.delete(oldest);
    }
    this.#tellArrival();
  }

  drawCurl() {
    const reveal = /** @type {HTMLInputElement} */ (byId('curl-reveal')).checked;
    byId('curl').textContent = this.#curl(reveal);
  }

  #offerExamples() {
    for (const {name, style, title, content, link} of EXAMPLES) {
      const button = document.createElement('button');
      button.type = 'button';
      button.className = 'chip';
      button.textContent = name;
      button.addEventListener('click', () => this.#fillIn({style, title, content, link}));
      byId('examples').append(button);
    }
    this.#fillIn(EXAMPLES[0]);
  }

  /** @param {Record<string, string>} values */
  #fillIn(values) {
    this.#form.reset();
    for (const field of ['style', 'title', 'content', 'link']) {
      /** @type {any} */ (this.#form.elements.namedItem(field)).value = values[field];
    }
    this.#clearProblems();
    this.drawCurl();
  }

  /** What the form holds, as it is sent: what is empty is left out. */
  #notification() {
    const form = new FormData(this.#form);
    /** @type {Record<string, string | number>} */
    const notification = {};
    for (const field of ['title', 'content', 'style', 'link', 'key']) {
      const value = String(form.get(field) ?? '').trim();
      if (value !== '') notification[field] = value;
    }
    const progress = String(form.get('progress') ?? '');
    if (progress !== '') notification.progress = Number(progress);
    return notification;
  }

  async #ring() {
    const {api, user} = this.#desk.session();
    const button = byId('ring-button');
    this.#clearProblems();
    button.setAttribute('aria-busy', 'true');
    const began = performance.now();
    try {
      const {status, body} = await api.publish(user, this.#notification());
      const took = millis(performance.now() - began);
      this.#awaited = {change: nameOf(body), began, said: `Kept, and answered ${status} in ${took}`};
      this.#tellArrival();
    } catch (error) {
      this.#tellProblem(error);
    } finally {
      button.removeAttribute('aria-busy');
    }
  }

  #tellArrival() {
    if (!this.#awaited) return;
    const {change, began, said} = this.#awaited;
    const at = this.#arrivals.get(change);
    if (at !== undefined) {
      this.#say(`${said}. In the list after ${millis(at - began)}.`);
      this.#awaited = undefined;
    } else if (this.#desk.plugged()) {
      this.#say(`${said}.`);
    } else {
      this.#say(`${said}. This tab is unplugged and has not seen it yet.`);
    }
  }

  /** One notification under one key: it moves quietly from 0 to 100, and rings when it has ended. */
  async #runJob() {
    const {api, user} = this.#desk.session();
    const key = `export-${Math.random().toString(36).slice(2, 6)}`;
    const running = {title: 'Exporting orders', content: 'Rows are being written to orders.csv.', style: 'info'};
    const began = performance.now();
    this.#clearProblems();
    this.#say(`The job reports under the key ${key}. It rings at its start and at its end, and moves quietly in between.`);
    try {
      for (let progress = 0; progress < 100; progress += JOB_STEP) {
        await api.replace(user, key, {...running, progress});
        await new Promise((resolve) => setTimeout(resolve, JOB_STEP_MILLIS));
      }
      const seconds = ((performance.now() - began) / 1000).toFixed(1);
      await api.replace(user, key, {
        title: 'Export ready', content: `1,204 orders in ${seconds} s.`, style: 'success', progress: 100,
      });
    } catch (error) {
      this.#tellProblem(error);
    }
  }

  /** @param {boolean} reveal */
  #curl(reveal) {
    const {key, user} = this.#desk.session();
    const shown = reveal ? key : masked(key);
    return [
      `curl ${quoted(`${location.origin}${pathOf(user)}/notifications`)}`,
      `-H ${quoted(`Authorization: Bearer ${shown}`)}`,
      `-H 'Content-Type: application/json'`,
      `-d ${quoted(JSON.stringify(this.#notification()))}`,
    ].join(' \\\n  ');
  }

  async #copyCurl() {
    const button = byId('curl-copy');
    try {
      await navigator.clipboard.writeText(this.#curl(true));
      button.textContent = 'Copied';
    } catch {
      // Without leave to write to the clipboard, the next best is a selection that can be copied by hand.
      /** @type {HTMLInputElement} */ (byId('curl-reveal')).checked = true;
      this.drawCurl();
      getSelection()?.selectAllChildren(byId('curl'));
      button.textContent = 'Selected';
    }
    setTimeout(() => (button.textContent = 'Copy'), 2_000);
  }

  /** @param {unknown} error */
  #tellProblem(error) {
    if (!(error instanceof ApiError)) throw error;
    this.#awaited = undefined;
    if (this.#desk.onRefused(error)) return;
    for (const {field} of error.errors) {
      const input = this.#form.elements.namedItem(field);
      if (input instanceof Element) input.setAttribute('aria-invalid', 'true');
    }
    const fields = error.errors.map(({field, detail}) => `${field}: ${detail}`);
    this.#say([error.message, ...fields].join('\n'), true);
  }

  #clearProblems() {
    for (const input of this.#form.querySelectorAll('[aria-invalid]')) input.removeAttribute('aria-invalid');
  }

  /** @param {string} text @param {boolean} [wrong] */
  #say(text, wrong = false) {
    const answer = byId('answer');
    answer.textContent = text;
    answer.classList.toggle('problem', wrong);
  }
}

/** @param {string} key enough to tell two keys apart, and no more */
export function masked(key) {
  return key.startsWith('rsk_') ? `rsk_••••${key.length > 16 ? key.slice(-4) : ''}` : '••••••••';
}

/** @param {{id: string, revision: number}} notification */
function nameOf({id, revision}) {
  return `${id}:${revision}`;
}

/** @param {number} duration */
function millis(duration) {
  return `${duration < 10 ? duration.toFixed(1) : Math.round(duration)} ms`;
}

/** In single quotes, for a shell. @param {string} text */
function quoted(text) {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
