import assert from 'node:assert/strict';
import {describe, it} from 'node:test';

import {deviceName, pieces, withIds, withNames} from '../../main/webapp/rooms/text.js';

const people = [{user: 'u-1', name: 'Ada'}, {user: 'u-2', name: 'Ada Lovelace'}, {user: 'bob', name: 'bob'}, {user: 'u-3', name: 'Twin'}, {user: 'u-4', name: 'Twin'}];
const nameOf = (user) => people.find((each) => each.user === user)?.name;
const shown = (text) => pieces(text, nameOf).map(({kind, text: piece}) => (kind === 'text' ? piece : `<${kind} ${piece}>`)).join('');

describe('what a message says', () => {
  it('finds links, without what ends the sentence', () => {
    assert.equal(shown('see https://example.org/a?b=1, or (http://example.org/x).'), 'see <link https://example.org/a?b=1>, or (<link http://example.org/x>).');
    assert.equal(shown('https://en.example.org/wiki/Bell_(instrument)'), '<link https://en.example.org/wiki/Bell_(instrument)>');
  });

  it('finds no other links', () => {
    for (const text of ['javascript:alert(1)', 'data:text/html,hi', 'ftp://example.org', 'https://', '<b>bold</b>']) assert.equal(shown(text), text);
  });

  it('finds mentions of those who are there, by their names', () => {
    assert.equal(shown('ask @bob, @u-1 or @nobody'), 'ask <mention @bob>, <mention @Ada> or @nobody');
    assert.equal(shown('mail a@bob'), 'mail a@bob');
    assert.equal(shown('(@bob)'), '(<mention @bob>)');
    assert.equal(shown('https://example.org/@bob'), '<link https://example.org/@bob>');
  });

  it('writes ids for names that are one person’s', () => {
    assert.equal(withIds('@ada, @Ada Lovelace and @Adam; @Twin @bob', people), '@u-1, @u-2 and @Adam; @Twin @bob');
    assert.equal(withNames('ask @u-2, @bob', nameOf), 'ask @Ada Lovelace, @bob');
  });
});

describe('what a device is called', () => {
  it('is its browser and its system', () => {
    const ofLinux = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/142.0.0.0 Safari/537.36';
    assert.equal(deviceName(ofLinux), 'Chrome on Linux');
    assert.equal(deviceName(ofLinux.replace('X11; Linux x86_64', 'Linux; Android 10; K')), 'Chrome on Android');
    assert.equal(deviceName(`${ofLinux} Edg/142.0.0.0`), 'Edge on Linux');
    assert.equal(deviceName('Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:145.0) Gecko/20100101 Firefox/145.0'), 'Firefox on a Mac');
    const ofIos = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Mobile/15E148 Safari/604.1';
    assert.equal(deviceName(ofIos), 'Safari on iOS');
  });

  it('is what a client says of itself where it is no browser', () => {
    assert.equal(deviceName('websocat/1.13'), 'websocat/1.13');
    assert.equal(deviceName(undefined), 'A client without a name');
  });
});
