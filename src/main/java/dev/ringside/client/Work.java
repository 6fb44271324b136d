package dev.ringside.client;

/**
 * What a job does.
 *
 * @param <X> what it throws
 */
@FunctionalInterface
public interface Work<X extends Exception> {

  /** Does it. */
  void run(Job job) throws X;
}
