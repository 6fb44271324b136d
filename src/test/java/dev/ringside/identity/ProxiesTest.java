package dev.ringside.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.config.AddressRange;
import java.net.InetAddress;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whose word counts about where a request comes from. */
@NullMarked
class ProxiesTest {

  private static final Proxies PROXIES =
      new Proxies(
          Stream.of("10.0.0.0/8", "192.0.2.7", "fd00::/8", "::1")
              .map(range -> Objects.requireNonNull(AddressRange.parse(range)))
              .toList());

  private static InetAddress address(String text) {
    return Objects.requireNonNull(AddressRange.address(text));
  }

  private static String client(String peer, String... lines) {
    return PROXIES.client(address(peer), List.of(lines)).getHostAddress();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "10.1.2.3  | 203.0.113.9                        | 203.0.113.9",
        "10.1.2.3  | 203.0.113.9, 10.9.9.9              | 203.0.113.9",
        "10.1.2.3  | 198.51.100.1, 203.0.113.9,10.9.9.9 | 203.0.113.9",
        "192.0.2.7 | 203.0.113.9                        | 203.0.113.9",
        "192.0.2.8 | 203.0.113.9                        | 192.0.2.8",
        "::1       | 2001:db8::5                        | 2001:db8:0:0:0:0:0:5",
        "fd12::1   | ::ffff:203.0.113.9                 | 203.0.113.9",
        "10.1.2.3  | 203.0.113.9:4711                   | 203.0.113.9",
        "10.1.2.3  | [2001:db8::5]:443                  | 2001:db8:0:0:0:0:0:5",
        "10.1.2.3  | fe80::1%eth0                       | fe80:0:0:0:0:0:0:1",
        "10.1.2.3  | 10.4.4.4, 10.5.5.5                 | 10.4.4.4",
        "10.1.2.3  | ,,                                 | 10.1.2.3",
        "10.1.2.3  | 203.0.113.9, garbage               | 10.1.2.3",
        "10.1.2.3  | garbage, 10.7.7.7                  | 10.7.7.7",
      })
  void client_isTheFirstThatIsNoTrustedProxy(String peer, String header, String client) {
    assertThat(client(peer, header)).isEqualTo(client);
  }

  @Test
  void header_inSeveralLines_isOneList() {
    assertThat(client("10.1.2.3", "198.51.100.1", "203.0.113.9", "10.4.4.4"))
        .isEqualTo("203.0.113.9");
    assertThat(client("10.1.2.3")).isEqualTo("10.1.2.3");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1",
        "1.2.3",
        "1.2.3.4.5",
        "256.1.1.1",
        "999.999.999.999",
        "0x7f.1.1.1",
        "localhost",
        "example.org",
        ":",
        "::",
        ":::",
        "[",
        "[]",
        "[::1",
        "%",
        "::1%",
        "%25",
        "1.2.3.4:",
        ":80",
        "unknown",
        "_hidden",
        "\u0661.1.1.1",
        "1.2.3.4/8",
        "for=1.2.3.4",
        "\"1.2.3.4\"",
        "::ffff:1.2.3.4.5",
        "fe80::1%eth0%eth1",
        "-1.2.3.4",
        "1.2.3.4\t5",
        "2001:db8::5:443:1:1:1:1:1:1"
      })
  void header_thatIsHostile_harmsNobody(String value) {
    assertThat(client("10.1.2.3", value)).isNotEmpty();
    assertThat(client("10.1.2.3", value + ", 203.0.113.9")).isEqualTo("203.0.113.9");
    assertThat(client("203.0.113.1", value)).isEqualTo("203.0.113.1");
  }

  @Test
  void header_ofThousands_isReadNoFurtherThanNeeded() {
    String thousands = String.join(",", Collections.nCopies(10_000, "10.4.4.4"));
    assertThat(client("10.1.2.3", thousands)).isEqualTo("10.4.4.4");
    assertThat(client("10.1.2.3", thousands + ",203.0.113.9")).isEqualTo("203.0.113.9");
  }

  @Test
  void nobody_isTrustedByDefault() {
    InetAddress peer = address("127.0.0.1");
    assertThat(new Proxies(List.of()).client(peer, List.of("203.0.113.9"))).isEqualTo(peer);
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8, 10.255.255.255, true",
    "10.0.0.0/8, 11.0.0.0, false",
    "10.0.0.0/9, 10.127.0.0, true",
    "10.0.0.0/9, 10.128.0.0, false",
    "10.1.2.3/32, 10.1.2.3, true",
    "10.1.2.3/31, 10.1.2.2, true",
    "0.0.0.0/0, 203.0.113.9, true",
    "0.0.0.0/0, ::1, false",
    "2001:db8::/33, 2001:db8:7fff::1, true",
    "2001:db8::/33, 2001:db8:8000::1, false",
    "::/0, ::1, true"
  })
  void range_containsWhatBeginsLikeIt(String range, String address, boolean contained) {
    assertThat(Objects.requireNonNull(AddressRange.parse(range)).contains(address(address)))
        .isEqualTo(contained);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/8",
        "10.0.0.0/33",
        "::/129",
        "10.0.0/8",
        "10.0.0.0/-1",
        "host",
        "10.0.0.0/8/8"
      })
  void range_thatIsNone_isNone(String text) {
    assertThat(AddressRange.parse(text)).isNull();
  }
}
