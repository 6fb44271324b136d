package dev.ringside.identity;

import java.security.MessageDigest;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * An API key as a node knows it.
 *
 * @param hash what the key is known by
 * @param owner who calls with it
 * @param end until when it is good
 * @param used whether it was used since that was last written down; outlives a reading of the table
 */
@SuppressWarnings("ArrayRecordComponent") // compared by its bytes, in constant time
record KnownKey(UUID id, byte[] hash, Caller.Application owner, Deadline end, AtomicBoolean used) {

  boolean hashesTo(byte[] other) {
    return MessageDigest.isEqual(hash, other);
  }

  /** Notes a use. Most of the time that is a read, so threads do not fight for it. */
  void use() {
    if (!used.getPlain()) {
      used.set(true);
    }
  }
}
