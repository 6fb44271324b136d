import assert from 'node:assert/strict';
import {describe, it} from 'node:test';

import {safeLink} from '../../main/webapp/bell-dom.js';

globalThis.document = /** @type {any} */ ({baseURI: 'https://shop.example/orders/'});
const resolved = (/** @type {string} */ link) => (link.startsWith('/') ? `https://shop.example${link}` : link);

describe('safeLink', () => {
  for (const link of ['/exports/7', '/', '/a?b=//c#d', 'https://example.org/x', 'HTTP://example.org']) {
    it(`lets ${link} pass`, () => assert.equal(safeLink(link), resolved(link)));
  }
  const refused = [
    undefined, '', 'exports/7', '//example.org', '/\\example.org', '/\t/example.org', 'javascript:alert(1)', ' javascript:alert(1)',
    'data:text/html,x', 'https:example.org', 'http://[', 'ftp://example.org',
  ];
  for (const link of refused) {
    it(`does not let ${JSON.stringify(link)} pass`, () => assert.equal(safeLink(link), undefined));
  }
});
