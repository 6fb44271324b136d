package dev.ringside.cli.doctor;

import dev.ringside.client.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A session of a made-up user, in a socket that has just been opened through the proxy. */
final class SessionLook {

  private static final String PAGE = "docs/proxies.md says how.";
  private static final Duration HEARTBEAT = Duration.ofSeconds(25);

  private final Target target;
  private final String token;
  private final Notes notes;

  SessionLook(Target target, String token, Notes notes) {
    this.target = target;
    this.token = token;
    this.notes = notes;
  }

  /** Says hello, looks around, and stays for as long as it is to be watched. */
  void look(Frames frames) throws IOException {
    Duration heartbeat = greet(frames);
    if (heartbeat == null) {
      return;
    }
    long silent = System.nanoTime();
    address(frames.connection().here());
    events();
    if (target.watch().isPositive()) {
      watch(frames, heartbeat, silent);
    }
  }

  private @Nullable Duration greet(Frames frames) throws IOException {
    Map<String, Json> hello = new LinkedHashMap<>();
    hello.put("type", Json.of("hello"));
    hello.put("token", Json.of(token));
    try {
      frames.send(Frames.TEXT, new Json.Fields(hello).toString());
      Json.Fields welcome = Health.fields(frames.awaitText("\"welcome\"").text());
      frames.awaitText("\"inbox\"");
      notes.ok("a user's token is welcome there.");
      Long seconds = welcome == null ? null : welcome.number("heartbeatSeconds");
      return seconds == null ? HEARTBEAT : Duration.ofSeconds(Math.max(1, seconds));
    } catch (IOException e) {
      notes.fault(
          "a token that Ringside has just made is not welcome there: %s."
              .formatted(Causes.words(e)),
          "Do all nodes behind the proxy have the same database, and one RINGSIDE_TOKEN_SECRET"
              + " where it is set?");
      return null;
    }
  }

  private Map<String, String> authorization() {
    return Map.of("Authorization", "Bearer " + token);
  }

  /** Where Ringside takes this socket to come from. */
  private void address(InetAddress here) throws IOException {
    Answer answer =
        Http.ask(
            target.at("/api/users/me/sessions"),
            target.limit(),
            Certificates.CHECKED,
            "GET",
            authorization(),
            null);
    String seen = seen(answer);
    if (seen == null) {
      return;
    }
    Notes about = notes.about("forwarded address");
    InetAddress there = InetAddress.getByName(seen);
    String found =
        "this machine calls from %s, and Ringside sees %s"
            .formatted(here.getHostAddress(), there.getHostAddress());
    if (there.equals(here)) {
      about.ok("Ringside sees that this machine calls from %s.".formatted(seen));
    } else if (there.isLoopbackAddress()) {
      about.fault(
          found
              + ", which is the proxy's: all sockets seem to come from there, and are refused"
              + " beyond RINGSIDE_SESSIONS_PER_ADDRESS.",
          "Name the proxy in RINGSIDE_TRUSTED_PROXIES, and have it add X-Forwarded-For. " + PAGE);
    } else {
      about.warn(
          found + ".",
          "Where that is the proxy's address, name it in RINGSIDE_TRUSTED_PROXIES and have it add"
              + " X-Forwarded-For; behind a router that translates addresses all is well. "
              + PAGE);
    }
  }

  private static @Nullable String seen(Answer answer) {
    Json.Fields fields = Health.fields(answer.body());
    if (fields != null && fields.get("sessions") instanceof Json.Array(List<Json> sessions)) {
      return sessions.stream()
          .map(each -> each instanceof Json.Fields session ? session.text("address") : null)
          .filter(Objects::nonNull)
          .findFirst()
          .orElse(null);
    }
    return null;
  }

  private void events() {
    Notes about = notes.about("event stream");
    try (Http http =
        Http.open(target.at("/api/users/me/events"), target.limit(), Certificates.CHECKED)) {
      http.send("GET", authorization(), null);
      Answer head = http.head();
      if (head.status() == 200) {
        int _ = http.read();
        about.ok("it is passed on as it comes.");
      } else {
        about.fault(
            "it is answered %d.".formatted(head.status()),
            head.status() == 401
                ? "Have the proxy hand on Authorization. " + PAGE
                : "Clients without WebSocket get nothing. " + PAGE);
      }
    } catch (SocketTimeoutException e) {
      about.fault(
          "nothing of it comes: the proxy gathers answers before it passes them on.",
          "Turn that off for event streams (nginx: proxy_buffering off, or do not ignore"
              + " X-Accel-Buffering). "
              + PAGE);
    } catch (IOException e) {
      about.fault("it breaks: %s.".formatted(Causes.words(e)), PAGE);
    }
  }

  /** Sends nothing, as an idle page does, and only answers pings. */
  private void watch(Frames frames, Duration heartbeat, long silent) {
    Notes about = notes.about("idle socket");
    long start = System.nanoTime();
    long last = silent;
    int pings = 0;
    try {
      for (Duration left = target.watch();
          left.isPositive();
          left = target.watch().minusNanos(System.nanoTime() - start)) {
        frames.patience(left);
        Frames.Frame frame = frames.next();
        if (frame.opcode() == Frames.PING) {
          pings++;
          last = System.nanoTime();
          frames.send(Frames.PONG, frame.payload());
        } else if (frame.opcode() == Frames.CLOSE) {
          throw new Frames.ClosedException(frame.code());
        }
      }
    } catch (SocketTimeoutException e) {
      // As long as it was to be watched.
    } catch (IOException e) {
      about.fault(
          "it was cut after %d s of silence (%s); Ringside pings every %d s."
              .formatted(
                  Duration.ofNanos(System.nanoTime() - last).toSeconds(),
                  Causes.words(e),
                  heartbeat.toSeconds()),
          "Have the proxy leave idle sockets alone for longer than that (nginx: proxy_read_timeout"
              + " 90s), or lower RINGSIDE_HEARTBEAT_SECONDS. "
              + PAGE);
      return;
    }
    long whole = target.watch().toSeconds();
    if (pings == 0 && target.watch().compareTo(heartbeat.multipliedBy(2)) > 0) {
      about.fault(
          "no ping came through in %d s; Ringside sends one every %d s."
              .formatted(whole, heartbeat.toSeconds()),
          "The proxy does not carry all frames, or lost the connection without a word. " + PAGE);
    } else if (target.watch().compareTo(heartbeat) <= 0) {
      about.warn(
          "it stayed open for %d s, which is not longer than the heartbeat of %d s."
              .formatted(whole, heartbeat.toSeconds()),
          "Watch it for longer with --watch.");
    } else {
      about.ok("it stayed open for %d s, with %d pings.".formatted(whole, pings));
    }
  }
}
