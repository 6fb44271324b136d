/** @import {RoomLog, RoomMessage} from './room-types.d.ts' */
/** @import {Problem} from './ringside.d.ts' */

/** What one has said oneself and the log does not have yet, in its order. */
export class Drafts {
  /** @type {Map<string, RoomMessage>} */ #byId = new Map();

  /** @param {string} id */
  get(id) {
    return this.#byId.get(id);
  }

  /** @param {string} room @param {string} id @param {string} content @param {string} [user] */
  add(room, id, content, user) {
    this.#put({
      id, room, content, kind: 'chat', revision: 0, said: Infinity, state: 'sending', createdAt: new Date().toISOString(),
      ...(user !== undefined && {from: {user}}),
    });
  }

  /** @param {string} id */
  again(id) {
    const draft = this.#byId.get(id);
    if (draft?.state !== 'failed') return undefined;
    const {problem, reason, ...rest} = draft;
    this.#put({...rest, state: 'sending'});
    return draft;
  }

  /** @param {string} id @param {string} reason @param {Problem} [problem] */
  failed(id, reason, problem) {
    const draft = this.#byId.get(id);
    if (draft) this.#put({...draft, state: 'failed', reason, ...(problem && {problem})});
  }

  /** It is stored, by this name; the frame that has it may have come already. @param {string} id @param {string} name @param {RoomLog} log */
  stored(id, name, log) {
    const draft = this.#byId.get(id);
    this.#byId.delete(id);
    if (draft && !log.rows.has(name)) this.#put({...draft, id: name, state: 'sent'});
  }

  /** @param {string} id */
  drop(id) {
    return this.#byId.delete(id);
  }

  /** What is stored is in a snapshot, or older than it. */
  dropStored() {
    for (const {id, state} of this.#byId.values()) if (state === 'sent') this.#byId.delete(id);
  }

  list() {
    return [...this.#byId.values()];
  }

  /** @param {RoomMessage} draft */
  #put(draft) {
    this.#byId.set(draft.id, Object.freeze(draft));
  }
}
