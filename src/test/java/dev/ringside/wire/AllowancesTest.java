package dev.ringside.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class AllowancesTest {

  private static final long SECOND = 1_000_000_000L;
  private static final long NOW = Long.valueOf(Long.MAX_VALUE) - SECOND; // it runs over

  private static int taken(Allowances allowances, String name, int asked, long now) {
    int taken = 0;
    for (int i = 0; i < asked; i++) {
      taken += allowances.take(name, now) == 0 ? 1 : 0;
    }
    return taken;
  }

  @Test
  void bucket_holdsFourSecondsAndFillsAtItsRate() {
    Allowances allowances = Allowances.perSecond(10, NOW);
    assertThat(taken(allowances, "a", 100, NOW)).isEqualTo(40);
    assertThat(allowances.take("a", NOW)).isEqualTo(SECOND / 10);
    assertThat(taken(allowances, "a", 100, NOW + SECOND / 2)).isEqualTo(5);
    assertThat(taken(allowances, "b", 100, NOW + SECOND / 2)).isEqualTo(40);
    assertThat(taken(allowances, "a", 100, NOW + 60 * SECOND)).isEqualTo(40);
  }

  @Test
  void bucket_inDebt_isRememberedAcrossTables() {
    Allowances allowances = Allowances.perSecond(1, NOW);
    long now = NOW;
    int taken = 0;
    for (int i = 0; i < 200; i++, now += SECOND / 10) {
      taken += taken(allowances, "busy", 10, now);
      allowances.take("other" + i, now);
    }
    assertThat(taken).isEqualTo(4 + 19);
  }

  @Test
  void users_thatAreIdle_areForgotten() {
    Allowances allowances = Allowances.perSecond(1_000, NOW);
    for (int i = 0; i < 1_000; i++) {
      allowances.take("u" + i, NOW);
    }
    assertThat(allowances.size()).isEqualTo(1_000);
    allowances.take("late", NOW + 5 * SECOND);
    allowances.take("later", NOW + 10 * SECOND);
    assertThat(allowances.size()).isEqualTo(2);
  }

  @Test
  void table_isBoundedHoweverManyThereAre() {
    Allowances allowances = Allowances.perSecond(1_000, NOW);
    for (int i = 0; i < 5 * Allowances.MAX; i++) {
      allowances.take("u" + i, NOW);
    }
    assertThat(allowances.size()).isLessThanOrEqualTo(2L * Allowances.MAX);
  }

  @Test
  void threads_atOnce_takeWhatIsThereAndNoMore() throws InterruptedException {
    Allowances allowances = Allowances.perSecond(2_500, NOW);
    AtomicInteger taken = new AtomicInteger();
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      for (int i = 0; i < 4; i++) {
        threads.execute(() -> taken.addAndGet(taken(allowances, "a", 5_000, NOW)));
      }
      threads.shutdown();
      assertThat(threads.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(taken).hasValue(10_000);
  }

  @Test
  void bucket_ofAMinute_isSavedUpForOne() {
    Allowances allowances = Allowances.perMinute(30, NOW);
    assertThat(taken(allowances, "a", 100, NOW)).isEqualTo(30);
    assertThat(allowances.take("a", NOW)).isEqualTo(2 * SECOND);
    assertThat(taken(allowances, "a", 100, NOW + 10 * SECOND)).isEqualTo(5);
    assertThat(taken(allowances, "b", 100, NOW + 10 * SECOND)).isEqualTo(30);
  }

  @Test
  void none_isNoLimit() {
    assertThat(taken(Allowances.perSecond(0, NOW), "a", 100_000, NOW)).isEqualTo(100_000);
  }
}
