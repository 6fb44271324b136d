package dev.ringside.client;

import dev.ringside.support.Eventually;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A listener that remembers what it heard. Safe for any thread. */
final class Heard implements InboxListener {

  private final List<InboxChange> changes = new CopyOnWriteArrayList<>();
  private final List<FollowState> states = new CopyOnWriteArrayList<>();

  @Override
  public void changed(InboxChange change) {
    changes.add(change);
  }

  @Override
  public void became(FollowState state) {
    states.add(state);
  }

  List<InboxChange> changes() {
    return List.copyOf(changes);
  }

  List<FollowState> states() {
    return List.copyOf(states);
  }

  void awaitCurrent() {
    Eventually.holds(
        () -> "current: " + states,
        () -> states.stream().anyMatch(FollowState.Current.class::isInstance));
  }

  void awaitPuts(int count) {
    Eventually.holds(
        () -> count + " puts, but " + revisions().size(), () -> revisions().size() >= count);
  }

  /** Of the notifications that were put, in the order in which they were told. */
  List<Long> revisions() {
    List<Long> revisions = new ArrayList<>();
    for (InboxChange each : changes) {
      if (each instanceof InboxChange.Put put) {
        revisions.add(put.notification().revision());
      }
    }
    return revisions;
  }

  /** The one reset that there was. */
  InboxChange.Reset reset() {
    return changes.stream()
        .filter(InboxChange.Reset.class::isInstance)
        .map(InboxChange.Reset.class::cast)
        .reduce(
            (_, _) -> {
              throw new AssertionError("more than one reset: " + changes);
            })
        .orElseThrow();
  }
}
