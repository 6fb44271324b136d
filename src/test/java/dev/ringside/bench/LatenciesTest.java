package dev.ringside.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class LatenciesTest {

  private final Latencies latencies = new Latencies();

  @Test
  void percentile_ofNothing_isZero() {
    assertThat(latencies.percentile(99)).isZero();
  }

  @Test
  void percentile_ofOne_isThatOne() {
    latencies.add(7);
    assertThat(latencies.percentile(0.001)).isEqualTo(7);
    assertThat(latencies.percentile(50)).isEqualTo(7);
    assertThat(latencies.percentile(100)).isEqualTo(7);
  }

  @Test
  void percentile_ofAThousandInAnyOrder_isByNearestRank() {
    for (int i = 0; i < 1000; i++) {
      latencies.add((i * 7919L) % 1000 + 1); // 1 to 1000, shuffled
    }
    assertThat(latencies.count()).isEqualTo(1000);
    assertThat(latencies.percentile(50)).isEqualTo(500);
    assertThat(latencies.percentile(90)).isEqualTo(900);
    assertThat(latencies.percentile(99)).isEqualTo(990);
    assertThat(latencies.percentile(99.9)).isEqualTo(999);
    assertThat(latencies.percentile(99.91)).isEqualTo(1000);
    assertThat(latencies.percentile(100)).isEqualTo(1000);
  }

  @Test
  void percentile_afterMoreCame_countsThem() {
    latencies.add(5);
    assertThat(latencies.percentile(100)).isEqualTo(5);
    latencies.add(9);
    latencies.add(1);
    assertThat(latencies.percentile(100)).isEqualTo(9);
    assertThat(latencies.percentile(50)).isEqualTo(5);
  }

  @Test
  void percentile_outOfRange_isRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> latencies.percentile(0));
    assertThatIllegalArgumentException().isThrownBy(() -> latencies.percentile(101));
  }
}
