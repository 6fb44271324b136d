import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {describe, it} from 'node:test';

import {EMPTY, apply, follows, list, merge} from '../../main/webapp/inbox.js';

const {vectors} = JSON.parse(readFileSync(new URL('../resources/vectors/inbox.json', import.meta.url), 'utf8'));

const step = (inbox, {frame, page}) => {
  if (page) return merge(inbox, page);
  return frame ? apply(inbox, frame) : inbox;
};

/** The inbox as a vector writes it. */
const shown = (inbox) => {
  const {epoch, revision, unread, more} = inbox;
  return {epoch, revision, unread, more, rows: list(inbox)};
};

describe('the vectors', () => {
  for (const {name, steps, refused, expect} of vectors) {
    it(name, () => {
      const taken = refused ? steps.slice(0, -1) : steps;
      const inbox = taken.reduce(step, EMPTY);
      if (refused) {
        assert.ok(!follows(inbox, steps.at(-1).frame));
        assert.throws(() => step(inbox, steps.at(-1)), RangeError);
      }
      assert.deepEqual(shown(inbox), expect ?? shown(EMPTY));
    });
  }
});
