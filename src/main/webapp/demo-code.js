/** The code that the demo shows: what to paste into a page, and what an application sends. */

/** @typedef {import('./demo-api.js').Call} Call */

/** @param {string} origin */
export function pageLines(origin) {
  return `<script type="module" src="${origin}/ringside-bell.js"></script>\n<ringside-bell token-url="/ringside-token"></ringside-bell>`;
}

/** @param {string} origin @param {string} key */
export function tokenCurl(origin, key) {
  return `curl -X POST ${quoted(`${origin}/api/users/ada/tokens`)} \\\n  -H ${quoted(`Authorization: Bearer ${key}`)}`;
}

/** @param {string} origin @param {string} key @param {Call} call */
export function curl(origin, key, {method, path, body}) {
  return [
    `curl -X ${method} ${quoted(`${origin}${path}`)}`,
    `-H ${quoted(`Authorization: Bearer ${key}`)}`,
    `-H ${quoted('Content-Type: application/json')}`,
    `-d ${quoted(JSON.stringify(body))}`,
  ].join(' \\\n  ');
}

/** For a shell of POSIX's kind. @param {string} text */
function quoted(text) {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
