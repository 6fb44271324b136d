package dev.ringside.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimesTest {

  private static final DateTimeFormatter FORM =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  @ParameterizedTest
  @CsvSource({
    "2026-11-20T10:00:00Z, 2026-11-20T10:00:00.000Z",
    "2026-11-20T10:00:03.1209Z, 2026-11-20T10:00:03.120Z",
    "1969-12-31T23:59:59.999999Z, 1969-12-31T23:59:59.999Z",
    "2024-02-29T00:00:00.001Z, 2024-02-29T00:00:00.001Z",
    "9999-12-31T23:59:59.999Z, 9999-12-31T23:59:59.999Z",
    "0999-01-02T03:04:05Z, 0999-01-02T03:04:05.000Z",
  })
  void time_isCutToMilliseconds(Instant time, String text) {
    assertThat(Times.rfc3339(time)).isEqualTo(text);
  }

  @Test
  void times_ofAllKinds_areAsAFormatterWritesThem() {
    Random random = new Random(7);
    for (int i = 0; i < 20_000; i++) {
      Instant time =
          Instant.ofEpochSecond(
              random.nextLong(-40_000_000_000L, 260_000_000_000L), random.nextInt(1_000_000_000));
      assertThat(Times.rfc3339(time)).isEqualTo(FORM.format(time));
    }
  }
}
