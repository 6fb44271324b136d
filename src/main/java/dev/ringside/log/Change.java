package dev.ringside.log;

/**
 * What one transaction did to one log, or a part of it: it leads from {@code since} to {@code
 * revision} without a gap. Committed already, and encoded once for all who follow the log.
 *
 * @param log the log that changed
 * @param epoch its history, as it stands on the wire
 * @param since the revision before
 * @param revision the revision after, greater than {@code since}
 * @param frame the UTF-8 of the frame that tells of it; shared, never written to
 */
@SuppressWarnings("ArrayRecordComponent") // a shared read-only buffer; changes are never compared
public record Change(LogName log, String epoch, long since, long revision, byte[] frame) {

  /** Where a follower stands who has applied this. */
  public Position end() {
    return new Position(epoch, revision);
  }
}
