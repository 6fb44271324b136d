package dev.ringside.push;

import dev.ringside.log.Change;
import dev.ringside.log.Position;
import java.util.List;

/**
 * Changes of one log that follow one another without a gap, with their frames in one piece: while a
 * broadcast is going out, what was committed meanwhile goes as a single write a session.
 */
final class Run {

  private final List<Change> changes;
  private final Frame frame;

  Run(List<Change> changes) {
    this.changes = List.copyOf(changes);
    this.frame = Frame.of(this.changes);
  }

  String epoch() {
    return changes.getFirst().epoch();
  }

  long since() {
    return changes.getFirst().since();
  }

  Position end() {
    return changes.getLast().end();
  }

  /** When the oldest operation in it was handed in, or {@link Change#UNTIMED}. */
  long acceptedNanos() {
    long oldest = Change.UNTIMED;
    for (Change change : changes) {
      long each = change.acceptedNanos();
      if (oldest == Change.UNTIMED || (each != Change.UNTIMED && each - oldest < 0)) {
        oldest = each;
      }
    }
    return oldest;
  }

  Frame frame() {
    return frame;
  }

  /** The part of it that follows a position somewhere within it, or itself where there is none. */
  Run after(Position position) {
    for (int i = 1; i < changes.size(); i++) {
      Change change = changes.get(i);
      if (position.isFollowedBy(change.epoch(), change.since())) {
        return new Run(changes.subList(i, changes.size()));
      }
    }
    return this;
  }

  /** Whether a change leads on from the last one. */
  static boolean joins(Change last, Change next) {
    return last.epoch().equals(next.epoch()) && last.revision() == next.since();
  }
}
