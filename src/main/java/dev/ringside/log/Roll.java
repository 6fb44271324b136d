package dev.ringside.log;

import java.util.List;

/**
 * The sessions that follow a log.
 *
 * @param visits those that were found, on all nodes that have answered
 * @param complete whether all nodes that live have answered
 */
public record Roll(List<Visit> visits, boolean complete) {

  public Roll {
    visits = List.copyOf(visits);
  }
}
