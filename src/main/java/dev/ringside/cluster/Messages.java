package dev.ringside.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ringside.log.Change;
import dev.ringside.log.LogName;
import dev.ringside.log.Position;
import dev.ringside.log.Signal;
import dev.ringside.wire.Json;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The form of hints between nodes, the same for all brokers: lines of UTF-8. The first names the
 * form and the node that sent it. A change is a line of JSON that begins with {@code c} and behind
 * it the line of its frame, which has no line break in it; a signal is one line that begins with
 * {@code s}. A node passes over what it does not understand, so that newer ones may say more.
 */
final class Messages {

  private static final String FORM = "ringside/1 ";
  private static final byte END = '\n';

  private Messages() {}

  /**
   * A message that came.
   *
   * @param node who sent it
   * @param hints what it says, in order
   */
  record Received(String node, List<Hint> hints) {}

  /**
   * Writes hints, in their order, into as few messages as hold them. A change that is too big for
   * any is told by where it leads alone.
   *
   * @param maxBytes what one message may hold; a thousand or more
   */
  static List<byte[]> pack(String node, List<Hint> hints, int maxBytes) {
    byte[] head = (FORM + node + "\n").getBytes(UTF_8);
    List<byte[]> messages = new ArrayList<>();
    ByteArrayOutputStream message = new ByteArrayOutputStream();
    message.writeBytes(head);
    for (Hint hint : hints) {
      byte[] lines = lines(hint, maxBytes - head.length);
      if (message.size() + lines.length > maxBytes) {
        messages.add(message.toByteArray());
        message.reset();
        message.writeBytes(head);
      }
      message.writeBytes(lines);
    }
    if (message.size() > head.length) {
      messages.add(message.toByteArray());
    }
    return messages;
  }

  private static byte[] lines(Hint hint, int room) {
    return switch (hint) {
      case Hint.Changed(Change change) -> {
        byte[] lines = lines(change);
        yield lines.length <= room ? lines : line(new Signal.Moved(change.log(), change.end()));
      }
      case Hint.Signalled(Signal signal) -> line(signal);
    };
  }

  private static byte[] lines(Change change) {
    byte[] head =
        Json.bytes(
            json -> {
              json.writeStartObject();
              json.writeStringField("kind", name(change.log().kind()));
              json.writeStringField("id", change.log().id());
              json.writeStringField("epoch", change.epoch());
              json.writeNumberField("since", change.since());
              json.writeNumberField("revision", change.revision());
              if (change.acceptedNanos() != Change.UNTIMED) {
                json.writeNumberField("acceptedMicros", wallMicros(change.acceptedNanos()));
              }
              json.writeEndObject();
            });
    ByteArrayOutputStream lines = new ByteArrayOutputStream(head.length + change.frame().length);
    lines.write('c');
    lines.writeBytes(head);
    lines.write(END);
    lines.writeBytes(change.frame());
    lines.write(END);
    return lines.toByteArray();
  }

  private static byte[] line(Signal signal) {
    byte[] head =
        Json.bytes(
            json -> {
              json.writeStartObject();
              json.writeStringField("signal", name(signal));
              json.writeStringField("kind", name(signal.log().kind()));
              json.writeStringField("id", signal.log().id());
              switch (signal) {
                case Signal.Erased erased -> json.writeStringField("epoch", erased.epoch());
                case Signal.Suspect _ -> {}
                case Signal.SignedOut out -> json.writeStringField("session", out.session());
                case Signal.Called called -> json.writeStringField("call", called.call());
                case Signal.SignInEnded ended -> json.writeStringField("signIn", ended.signIn());
                case Signal.Present _ -> {}
                case Signal.Typing typing -> {
                  json.writeStringField("user", typing.user());
                  json.writeBooleanField("over", typing.over());
                }
                case Signal.Removed removed -> {
                  json.writeStringField("user", removed.user());
                  json.writeStringField("reason", removed.reason());
                  json.writeStringField("epoch", removed.at().epoch());
                  json.writeNumberField("revision", removed.at().revision());
                }
                case Signal.Moved moved -> {
                  json.writeStringField("epoch", moved.to().epoch());
                  json.writeNumberField("revision", moved.to().revision());
                }
              }
              json.writeEndObject();
            });
    return ("s" + new String(head, UTF_8) + "\n").getBytes(UTF_8);
  }

  private static String name(Signal signal) {
    return switch (signal) {
      case Signal.Erased _ -> "erased";
      case Signal.Suspect _ -> "suspect";
      case Signal.SignedOut _ -> "signed-out";
      case Signal.Called _ -> "called";
      case Signal.SignInEnded _ -> "sign-in-ended";
      case Signal.Moved _ -> "moved";
      case Signal.Present _ -> "present";
      case Signal.Typing _ -> "typing";
      case Signal.Removed _ -> "removed";
    };
  }

  private static String name(LogName.Kind kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }

  /** Reads a message; null where it is none of this form. */
  static @Nullable Received unpack(byte[] message) {
    List<byte[]> lines = split(message);
    String first = lines.isEmpty() ? "" : new String(lines.getFirst(), UTF_8);
    if (!first.startsWith(FORM)) {
      return null;
    }
    List<Hint> hints = new ArrayList<>();
    for (int i = 1; i < lines.size(); i++) {
      byte[] line = lines.get(i);
      char mark = line.length == 0 ? ' ' : (char) line[0];
      @Nullable ObjectNode head =
          line.length == 0 ? null : Json.object(new String(line, 1, line.length - 1, UTF_8));
      @Nullable Hint hint =
          switch (mark) {
            case 'c' -> ++i < lines.size() ? change(head, lines.get(i)) : null;
            case 's' -> signal(head);
            default -> null;
          };
      if (hint != null) {
        hints.add(hint);
      }
    }
    return new Received(first.substring(FORM.length()), hints);
  }

  private static List<byte[]> split(byte[] message) {
    List<byte[]> lines = new ArrayList<>();
    int start = 0;
    for (int i = 0; i < message.length; i++) {
      if (message[i] == END) {
        lines.add(Arrays.copyOfRange(message, start, i));
        start = i + 1;
      }
    }
    return lines;
  }

  private static @Nullable Hint change(@Nullable ObjectNode head, byte[] frame) {
    LogName log = log(head);
    if (head == null || log == null) {
      return null;
    }
    String epoch = head.path("epoch").asText();
    long since = head.path("since").asLong(-1);
    long revision = head.path("revision").asLong(-1);
    boolean sound = !epoch.isEmpty() && since >= 0 && revision > since && frame.length > 0;
    if (!sound) {
      return null;
    }
    long micros = head.path("acceptedMicros").asLong();
    long accepted = micros == 0 ? Change.UNTIMED : ownNanos(micros);
    return new Hint.Changed(new Change(log, epoch, since, revision, frame, accepted));
  }

  /** A moment of this node's own clock, as others can understand it. */
  private static long wallMicros(long nanos) {
    return nowMicros() - TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - nanos);
  }

  /** The same moment by this node's own clock; for figures alone, as two clocks never agree. */
  private static long ownNanos(long wallMicros) {
    long age = Math.max(0, nowMicros() - wallMicros);
    return System.nanoTime() - TimeUnit.MICROSECONDS.toNanos(age);
  }

  private static long nowMicros() {
    return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
  }

  private static @Nullable Hint signal(@Nullable ObjectNode head) {
    LogName log = log(head);
    if (head == null || log == null) {
      return null;
    }
    String epoch = head.path("epoch").asText();
    @Nullable Signal signal =
        switch (head.path("signal").asText()) {
          case "erased" -> new Signal.Erased(log, epoch);
          case "suspect" -> new Signal.Suspect(log);
          case "signed-out" ->
              // Without a name it would end them all.
              head.path("session").isTextual()
                  ? new Signal.SignedOut(log, head.path("session").asText())
                  : null;
          case "called" -> new Signal.Called(log, head.path("call").asText());
          case "sign-in-ended" -> new Signal.SignInEnded(log, head.path("signIn").asText());
          case "present" -> new Signal.Present(log);
          case "typing" ->
              new Signal.Typing(log, head.path("user").asText(), head.path("over").asBoolean());
          case "removed" ->
              new Signal.Removed(
                  log,
                  head.path("user").asText(),
                  head.path("reason").asText(),
                  new Position(epoch, head.path("revision").asLong()));
          case "moved" ->
              new Signal.Moved(log, new Position(epoch, head.path("revision").asLong()));
          default -> null;
        };
    return signal == null ? null : new Hint.Signalled(signal);
  }

  private static @Nullable LogName log(@Nullable ObjectNode head) {
    if (head == null) {
      return null;
    }
    for (LogName.Kind kind : LogName.Kind.values()) {
      if (name(kind).equals(head.path("kind").asText()) && head.path("id").isTextual()) {
        return new LogName(kind, head.path("id").asText());
      }
    }
    return null;
  }
}
