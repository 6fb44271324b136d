/** What a message says, in pieces: text, links and mentions. Knows nothing of the page. */

/** @typedef {{kind: 'text' | 'link' | 'mention', text: string, user?: string}} Piece */

const LINK = /\bhttps?:\/\/[^\s<>"]+/gi;
/** What ends a sentence or a bracket, and is no part of what stands before it. */
const TRAIL = /[.,;:!?)\]}"']+$/;
/** As the server finds them: at the start of a word. */
const MENTION = /(?<![^\s([{"'])@(\S{1,128})/g;

/**
 * @param {string} text
 * @param {(user: string) => string | undefined} nameOf a user's name, where there is such a user
 * @returns {Piece[]}
 */
export function pieces(text, nameOf) {
  /** @type {Piece[]} */ const found = [];
  let from = 0;
  for (const match of text.matchAll(LINK)) {
    let link = match[0].replace(TRAIL, '');
    // A bracket that was opened within belongs to it.
    if (match[0][link.length] === ')' && link.includes('(') && !link.includes(')')) link += ')';
    if (!URL.canParse(link)) continue;
    found.push(...mentions(text.slice(from, match.index), nameOf), {kind: 'link', text: link});
    from = match.index + link.length;
  }
  found.push(...mentions(text.slice(from), nameOf));
  return found;
}

/** @param {string} text @param {(user: string) => string | undefined} nameOf @returns {Piece[]} */
function mentions(text, nameOf) {
  /** @type {Piece[]} */ const found = [];
  let from = 0;
  for (const match of text.matchAll(MENTION)) {
    const word = match[1] ?? '';
    const user = [word, word.replace(TRAIL, '')].find((each) => each && nameOf(each) !== undefined);
    if (user === undefined) continue;
    if (match.index > from) found.push({kind: 'text', text: text.slice(from, match.index)});
    found.push({kind: 'mention', text: `@${nameOf(user)}`, user});
    from = match.index + 1 + user.length;
  }
  if (from < text.length) found.push({kind: 'text', text: text.slice(from)});
  return found;
}

/**
 * Names after `@` as the ids that the server knows, where a name is one person's alone.
 *
 * @param {string} text
 * @param {readonly {user: string, name: string}[]} people
 */
export function withIds(text, people) {
  const named = people.filter(({user, name}) => name !== user && people.every((other) => other.user === user || other.name !== name));
  named.sort((a, b) => b.name.length - a.name.length);
  return named.reduce((result, {user, name}) => {
    const escaped = name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    return result.replace(new RegExp(`(?<![^\\s([{"'])@${escaped}(?![\\p{L}\\p{N}_-])`, 'giu'), () => `@${user}`);
  }, text);
}

/** @type {readonly (readonly [RegExp, string])[]} */
const BROWSERS = [[/Edg/, 'Edge'], [/OPR\//, 'Opera'], [/Firefox\//, 'Firefox'], [/Chrom(e|ium)\//, 'Chrome'], [/Safari\//, 'Safari']];
/** @type {readonly (readonly [RegExp, string])[]} */
const SYSTEMS = [[/Android/, 'Android'], [/iPhone|iPad/, 'iOS'], [/Windows/, 'Windows'], [/Macintosh/, 'a Mac'], [/CrOS/, 'ChromeOS'], [/Linux/, 'Linux']];

/** What a client says of itself, in words for people. @param {string} [agent] */
export function deviceName(agent = '') {
  const [browser, system] = [BROWSERS, SYSTEMS].map((marks) => marks.find(([mark]) => mark.test(agent))?.[1]);
  if (browser) return system ? `${browser} on ${system}` : browser;
  return agent.slice(0, 60) || 'A client without a name';
}

/** @param {number} seconds */
export function lasting(seconds) {
  if (seconds % 86_400 === 0 && seconds > 86_400) return `${seconds / 86_400} days`;
  if (seconds % 3_600 === 0) return `${seconds / 3_600} h`;
  return seconds % 60 === 0 ? `${seconds / 60} min` : `${seconds} s`;
}

/** The way back, for a message that is to be changed. @param {string} text @param {(user: string) => string | undefined} nameOf */
export function withNames(text, nameOf) {
  return mentions(text, nameOf).map((piece) => piece.text).join('');
}
