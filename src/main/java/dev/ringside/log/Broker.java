package dev.ringside.log;

import java.util.List;

/**
 * Carries committed changes and signals to every node, this one included. A hint, never the truth:
 * what it loses is healed by reconciliation. Never blocks and never throws for want of a network;
 * safe for any thread, and changes of one log handed over by one thread arrive in their order.
 */
public interface Broker {

  /** Tells every node of changes that have been committed. */
  void publish(List<Change> changes);

  /** Tells every node of something that is no change of a log. */
  void signal(Signal signal);

  /** Whether it carries what it is given to other nodes, if there can be any. */
  boolean isUp();
}
