package dev.ringside.support;

/** What a client has to put up with from the nodes. */
public enum Weather {
  /** Every call is answered, and no connection ends but by what a user does. */
  FAIR,
  /** A call may be answered 503 for want of time. */
  BUSY,
  /** Nodes and connections go away without a word. */
  STORM;

  /** Whether an answer may be a 503. */
  public boolean mayRefuse() {
    return this != FAIR;
  }

  /** Whether a connection may end at any time, or not be had at all. */
  public boolean mayCut() {
    return this == STORM;
  }
}
