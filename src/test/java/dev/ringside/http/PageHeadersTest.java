package dev.ringside.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PageHeadersTest {

  @ParameterizedTest
  @CsvSource({
    "ws://127.0.0.1:8081/ws, ws://127.0.0.1:8081",
    "wss://ringside.example/ws?a=b, wss://ringside.example",
    "wss://[::1]:8081/ws, wss:"
  })
  void policy_namesWhereTheSocketIs(String url, String source) {
    PageHeaders headers = new PageHeaders(Duration.ZERO);
    assertThat(headers.now().get("Content-Security-Policy")).contains("connect-src 'self';");
    headers.socketAt(url);
    assertThat(headers.now().get("Content-Security-Policy"))
        .contains("connect-src 'self' " + source + ";")
        .doesNotContain("unsafe");
    assertThat(headers.now()).doesNotContainKey("Strict-Transport-Security");
  }

  @Test
  void hsts_isTheSettings() {
    assertThat(new PageHeaders(Duration.ofDays(1)).now())
        .containsEntry("Strict-Transport-Security", "max-age=86400");
  }
}
