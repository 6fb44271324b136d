import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {describe, it} from 'node:test';
import {gzipSync} from 'node:zlib';

/** What a page loads for the client, comments and all. */
const LIMIT_BYTES = 10 * 1024;

const HERE = new URL('../../main/webapp/', import.meta.url);

/** A module and all that it imports, each once. */
function load(name, loaded = new Map()) {
  if (loaded.has(name)) return loaded;
  const text = readFileSync(new URL(name, HERE), 'utf8');
  loaded.set(name, text);
  for (const [, imported] of text.matchAll(/^(?:import|export) [^;]*?from '\.\/([^']+)';$/gm)) load(imported, loaded);
  return loaded;
}

describe('the client', () => {
  const modules = load('ringside.js');

  it(`is below ${LIMIT_BYTES} bytes, gzipped`, () => {
    const {length} = gzipSync([...modules.values()].join(''), {level: 9});
    assert.ok(length < LIMIT_BYTES, `${length} bytes: ${[...modules.keys()]}`);
  });

  it('imports nothing but what lies beside it', () => {
    for (const [name, text] of modules) assert.doesNotMatch(text, /^import (?!.* from '\.\/)|\bimport\(['"][^.]/m, name);
  });

  it('holds nothing of the demo, which is not published', () => {
    assert.deepEqual([...modules.keys()].filter((name) => name.startsWith('demo')), []);
  });
});
