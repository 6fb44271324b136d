package dev.ringside.client;

import java.time.Duration;

/**
 * How long things may take.
 *
 * @param call one call, from its start to the end of its answer
 * @param giveUpAfter after so long no further try begins
 * @param firstPause the bound of the first pause between tries
 * @param longestPause what no pause exceeds, unless the server asks for it
 */
record Patience(Duration call, Duration giveUpAfter, Duration firstPause, Duration longestPause) {

  Backoff backoff() {
    return new Backoff(firstPause, longestPause);
  }
}
