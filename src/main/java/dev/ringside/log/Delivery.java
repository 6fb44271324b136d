package dev.ringside.log;

import java.util.List;
import java.util.Set;

/**
 * Hands what the broker brought to the sessions of this node: the port that {@code push}
 * implements. Never blocks; safe for any thread.
 */
public interface Delivery {

  /** Delivers changes to the sessions that follow their logs. */
  void deliver(List<Change> changes);

  /** Acts on a signal. */
  void signal(Signal signal);

  /** The logs that sessions of this node follow. */
  Set<LogName> followed();

  /** How many sessions of all kinds follow the log on this node. */
  int count(LogName log);

  /** The sessions of all kinds that follow the log on this node. */
  List<Visit> visits(LogName log);
}
