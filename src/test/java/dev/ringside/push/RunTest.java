package dev.ringside.push;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.log.Change;
import dev.ringside.log.LogName;
import java.util.List;
import org.junit.jupiter.api.Test;

class RunTest {

  private static Change change(long revision, long acceptedNanos) {
    return new Change(
        LogName.inbox("42"), "a", revision - 1, revision, new byte[] {'x'}, acceptedNanos);
  }

  @Test
  void acceptedNanos_isTheOldest_alsoAcrossTheClocksWrap() {
    assertThat(new Run(List.of(change(1, 30), change(2, 20))).acceptedNanos()).isEqualTo(20);
    assertThat(
            new Run(List.of(change(1, Long.MIN_VALUE + 5), change(2, Long.MAX_VALUE - 5)))
                .acceptedNanos())
        .isEqualTo(Long.MAX_VALUE - 5);
  }

  @Test
  void acceptedNanos_ofChangesThatNobodyTimed_isUnknown() {
    Change untimed = new Change(LogName.inbox("42"), "a", 0, 1, new byte[] {'x'});

    assertThat(new Run(List.of(untimed)).acceptedNanos()).isEqualTo(Change.UNTIMED);
    assertThat(new Run(List.of(untimed, change(2, 20))).acceptedNanos()).isEqualTo(20);
  }
}
