package dev.ringside.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ringside.log.Change;
import dev.ringside.log.Delivery;
import dev.ringside.log.LogName;
import dev.ringside.log.Signal;
import dev.ringside.log.Visit;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/** The end of a broker that writes down, in order, what comes out of it. */
final class RecordedDelivery implements Delivery {

  private final List<String> told = new CopyOnWriteArrayList<>();

  List<String> told() {
    return List.copyOf(told);
  }

  static String text(Change change) {
    return "%s %s %d-%d %s"
        .formatted(
            change.log().id(),
            change.epoch(),
            change.since(),
            change.revision(),
            new String(change.frame(), UTF_8));
  }

  @Override
  public void deliver(List<Change> changes) {
    changes.forEach(change -> told.add(text(change)));
  }

  @Override
  public void signal(Signal signal) {
    told.add(signal.toString());
  }

  @Override
  public Set<LogName> followed() {
    return Set.of();
  }

  @Override
  public int count(LogName log) {
    return 0;
  }

  @Override
  public List<Visit> visits(LogName log) {
    return List.of();
  }
}
