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
 * @param acceptedNanos when the oldest of its operations was handed in, by this node's {@link
 *     System#nanoTime}; {@link #UNTIMED} where nobody knows. Of another node's change it is as
 *     exact as the clocks of the two agree
 */
@SuppressWarnings("ArrayRecordComponent") // a shared read-only buffer; changes are never compared
public record Change(
    LogName log, String epoch, long since, long revision, byte[] frame, long acceptedNanos) {

  /** It is not known when the operations were handed in. */
  public static final long UNTIMED = 0;

  /** A change of which it is not known when its operations were handed in. */
  public Change(LogName log, String epoch, long since, long revision, byte[] frame) {
    this(log, epoch, since, revision, frame, UNTIMED);
  }

  /** The same, with the moment at which the oldest of its operations was handed in. */
  public Change acceptedAt(long nanos) {
    return new Change(log, epoch, since, revision, frame, nanos);
  }

  /** Where a follower stands who has applied this. */
  public Position end() {
    return new Position(epoch, revision);
  }
}
