package dev.ringside.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.support.Eventually;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ThrottleTest {

  @Test
  void whatIsHeldBack_isTold_andAllAreCounted() {
    AtomicInteger held = new AtomicInteger();
    Throttle throttle = new Throttle(3, held::addAndGet);
    int passed = 0;
    for (int i = 0; i < 10_000; i++) {
      passed += throttle.passes() ? 1 : 0;
    }
    int told = passed;

    assertThat(told).isGreaterThanOrEqualTo(3);
    Eventually.holds(() -> "count: " + told + " + " + held, () -> told + held.get() == 10_000);
    assertThat(throttle.passes()).as("one of the next second").isTrue();
  }
}
