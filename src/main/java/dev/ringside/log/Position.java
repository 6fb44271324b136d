package dev.ringside.log;

/**
 * How far somebody is in a log. Two positions can be compared only within one epoch.
 *
 * @param epoch the name of the history, as it stands on the wire; {@code -} for a log in which
 *     nothing ever was
 * @param revision the revision that was reached, 0 or more
 */
public record Position(String epoch, long revision) {

  /** The position in, and the head of, a log that has no history. */
  public static final Position NONE = new Position("-", 0);

  /** Whether this is the start of a log without a history, which goes on into any epoch. */
  public boolean isNone() {
    return revision == 0 && epoch.equals(NONE.epoch);
  }

  /** Whether a change of {@code epoch} that starts at {@code since} is the next one after this. */
  public boolean isFollowedBy(String epoch, long since) {
    return isNone() ? since == 0 : this.epoch.equals(epoch) && revision == since;
  }

  /** Whether everything up to {@code other} is known here already. */
  public boolean covers(Position other) {
    return epoch.equals(other.epoch) && revision >= other.revision;
  }
}
