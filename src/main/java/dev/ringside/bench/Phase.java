package dev.ringside.bench;

/**
 * What was measured of the posts of one part of a run. From the moment at which a post was due,
 * nothing is left out where the server, or this tool, falls behind.
 *
 * @param sentFromDue from due until the post was sent: how far this tool itself, or a wait for a
 *     free connection, was behind
 * @param tabFromDue from due until a tab had it, once for each delivery
 * @param tabFromSent the same from the moment at which it was sent
 * @param answerFromDue from due until the post was answered 2xx
 * @param answerFromSent the same from the moment at which it was sent
 */
record Phase(
    Latencies sentFromDue,
    Latencies tabFromDue,
    Latencies tabFromSent,
    Latencies answerFromDue,
    Latencies answerFromSent) {

  Phase() {
    this(new Latencies(), new Latencies(), new Latencies(), new Latencies(), new Latencies());
  }
}
