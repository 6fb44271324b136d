package dev.ringside.http;

import jakarta.enterprise.context.ApplicationScoped;

/** Whether this node takes requests: from the ready line on, until it is asked to stop. */
@ApplicationScoped
public class Readiness {

  private volatile boolean ready;

  /** Says so. */
  public void set(boolean ready) {
    this.ready = ready;
  }

  boolean isSet() {
    return ready;
  }
}
