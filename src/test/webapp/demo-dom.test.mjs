import assert from 'node:assert/strict';
import {describe, it} from 'node:test';

import {counted, knownStyle, safeLink} from '../../main/webapp/demo-dom.js';

describe('safeLink', () => {
  for (const link of ['/exports/7', '/', '/a?b=//c#d', 'https://example.org/x', 'HTTP://example.org']) {
    it(`lets ${link} pass`, () => assert.equal(safeLink(link), link));
  }
  const refused = [
    undefined, '', 'exports/7', '//example.org', '/\\example.org', '/\t/example.org', 'javascript:alert(1)', ' javascript:alert(1)',
    'data:text/html,x', 'https:example.org', 'http://[', 'ftp://example.org',
  ];
  for (const link of refused) {
    it(`does not let ${JSON.stringify(link)} pass`, () => assert.equal(safeLink(link), undefined));
  }
});

describe('knownStyle', () => {
  it('keeps a style that is known', () => assert.equal(knownStyle('error'), 'error'));
  it('takes any other for information', () => assert.deepEqual([knownStyle('x y'), knownStyle(undefined)], ['info', 'info']));
});

describe('counted', () => {
  it('speaks of one and of many', () => assert.deepEqual([counted(1, 'change'), counted(1204, 'change')], ['1 change', '1,204 changes']));
});
