package dev.ringside.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BackoffTest {

  private static Duration millis(long millis) {
    return Duration.ofMillis(millis);
  }

  @Test
  void pauses_doubleUpToTheLongest_untilTheyStartAgain() throws InterruptedException {
    Backoff backoff = new Backoff(millis(1), millis(5));

    List<Duration> pauses = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      pauses.add(backoff.next());
      backoff.pause();
    }

    assertThat(pauses).containsExactly(millis(1), millis(2), millis(4), millis(5), millis(5));
    backoff.reset();
    assertThat(backoff.next()).isEqualTo(millis(1));
  }

  @Test
  void longest_belowTheFirst_holds() {
    assertThat(new Backoff(millis(50), millis(20)).next()).isEqualTo(millis(20));
  }
}
