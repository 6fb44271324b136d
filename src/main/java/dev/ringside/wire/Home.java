package dev.ringside.wire;

/**
 * Where an answer is best completed. An edge that has a thread of its own for a connection offers
 * it as an {@link java.util.concurrent.Executor}; whoever completes many answers at once groups
 * them by it and hands each home one task, which costs one wake-up for all of them.
 */
public final class Home {

  /** The property of an HTTP request that holds its home. */
  public static final String PROPERTY = "dev.ringside.home";

  private Home() {}
}
