package dev.ringside.cli.doctor;

import dev.ringside.client.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Ordinary requests through the proxy: who is there, its clock, and where the socket is said to be.
 */
final class PageLook {

  private final Target target;
  private final Notes notes;

  PageLook(Target target, Notes notes) {
    this.target = target;
    this.notes = notes;
  }

  /** Whether a Ringside that is ready was reached. */
  boolean isReady() {
    URI address = target.at("/health/ready");
    Instant before = Instant.now();
    Answer answer;
    try {
      answer = Http.ask(address, target.limit(), Certificates.CHECKED, "GET", Map.of(), null);
    } catch (IOException e) {
      Unreached.tell(notes, address, e);
      return false;
    }
    clock(answer, before);
    return switch (Health.of(answer)) {
      case Health.Ready(String version) -> {
        notes.ok("%s leads to a Ringside %s that is ready.".formatted(target.base(), version));
        yield true;
      }
      case Health.NotReady(String why) -> {
        notes.fault(
            "%s leads to a Ringside that is not ready: %s".formatted(target.base(), why),
            "Its log says more.");
        yield false;
      }
      case Health.Stranger() -> {
        stranger(answer);
        yield false;
      }
    };
  }

  private void stranger(Answer answer) {
    String found = "%s/health/ready is answered %d".formatted(target.base(), answer.status());
    if (answer.status() >= 300 && answer.status() < 400) {
      notes.fault(
          "%s, which leads on to %s.".formatted(found, answer.header("Location")),
          "Give --url the address at which pages are in the end.");
    } else if (answer.status() >= 502 && answer.status() <= 504) {
      notes.fault(
          found + ": the proxy does not reach Ringside's HTTP port.",
          "Start Ringside, or mend where the proxy passes it on to (docs/proxies.md).");
    } else {
      notes.fault(
          found + ", and not by Ringside.",
          "Have the proxy pass everything but /ws on to Ringside's HTTP port (docs/proxies.md).");
    }
  }

  private void clock(Answer answer, Instant before) {
    try {
      Instant there =
          ZonedDateTime.parse(answer.header("Date"), DateTimeFormatter.RFC_1123_DATE_TIME)
              .toInstant()
              .plusMillis(500); // It is cut to whole seconds.
      Duration half = Duration.between(before, Instant.now()).dividedBy(2).abs();
      Clock.tell(
          notes.about("clock"),
          target.config(),
          "the server at " + target.base().getHost(),
          Duration.between(before.plus(half), there),
          half.plusMillis(500));
    } catch (DateTimeParseException e) {
      // It tells no time, or one of its own kind.
    }
  }

  /** Where pages are told that the socket is; null where nothing is told that they could use. */
  @Nullable URI socket() throws IOException {
    Answer answer =
        Http.ask(
            target.at("/api/client"), target.limit(), Certificates.CHECKED, "GET", Map.of(), null);
    Json.Fields fields = Health.fields(answer.body());
    String told = fields == null ? null : fields.text("socket");
    if (told == null) {
      notes.fault(
          "%s/api/client is answered %d, and not by Ringside."
              .formatted(target.base(), answer.status()),
          "Have the proxy pass everything but /ws on to Ringside's HTTP port (docs/proxies.md).");
      return null;
    }
    URI socket = URI.create(told);
    String remedy =
        "Set RINGSIDE_PUBLIC_SOCKET_URL=%s (docs/proxies.md).".formatted(target.usualSocket());
    if (isHere(socket) && !isHere(target.base())) {
      notes.fault(
          "pages are told that the socket is at %s, which is each visitor's own machine."
              .formatted(told),
          remedy);
      return target.usualSocket();
    }
    if (Http.isSecure(target.base()) && !Http.isSecure(socket)) {
      notes.fault(
          "pages are told that the socket is at %s, and a page of https may open none without TLS."
              .formatted(told),
          remedy);
      return target.usualSocket();
    }
    return socket;
  }

  private static boolean isHere(URI address) {
    try {
      return InetAddress.getByName(address.getHost()).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }
}
