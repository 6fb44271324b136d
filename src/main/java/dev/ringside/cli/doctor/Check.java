package dev.ringside.cli.doctor;

import java.time.Duration;

/** One group of things to look at. */
interface Check {

  /** What they are, in a word. */
  String what();

  /**
   * Looks, and takes down what it finds.
   *
   * @throws Exception where it cannot even look
   */
  void look(Notes notes) throws Exception;

  /**
   * How long all of it may take.
   *
   * @param limit of what is asked once
   */
  default Duration bound(Duration limit) {
    return limit.multipliedBy(3);
  }
}
