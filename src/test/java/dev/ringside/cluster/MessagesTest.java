package dev.ringside.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.log.Change;
import dev.ringside.log.LogName;
import dev.ringside.log.Position;
import dev.ringside.log.Signal;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MessagesTest {

  private static final LogName LOG = LogName.inbox("a\"b\n/é\u2028😀");

  private static Hint change(long revision, String frame) {
    return new Hint.Changed(
        new Change(LOG, "epoch", revision - 1, revision, frame.getBytes(UTF_8)));
  }

  private static List<Hint> unpacked(List<byte[]> messages) {
    List<Hint> hints = new ArrayList<>();
    for (byte[] message : messages) {
      Messages.Received received = requireNonNull(Messages.unpack(message));
      assertThat(received.node()).isEqualTo("n1");
      hints.addAll(received.hints());
    }
    return hints;
  }

  private static String told(Hint hint) {
    return switch (hint) {
      case Hint.Changed(Change c) ->
          "%s %s %d-%d %s"
              .formatted(c.log(), c.epoch(), c.since(), c.revision(), new String(c.frame(), UTF_8));
      case Hint.Signalled(Signal signal) -> signal.toString();
    };
  }

  @Test
  void hints_comeOutAsTheyWentIn() {
    List<Hint> hints =
        List.of(
            change(1, "{\"title\":\"é😀\",\"n\":1.50}"),
            new Hint.Signalled(new Signal.Erased(LOG, "e")),
            new Hint.Signalled(new Signal.SignInEnded(LOG, "s1")),
            new Hint.Signalled(new Signal.Suspect(LOG)),
            new Hint.Signalled(new Signal.Present(LogName.room("lobby"))),
            new Hint.Signalled(new Signal.Typing(LogName.room("lobby"), "42", true)),
            new Hint.Signalled(
                new Signal.Removed(LogName.room("lobby"), "42", "banned", new Position("e", 7))),
            new Hint.Signalled(new Signal.Moved(LOG, new Position("x1", 7))),
            change(2, "{}"));

    List<byte[]> messages = Messages.pack("n1", hints, 10_000);

    assertThat(messages).hasSize(1);
    assertThat(unpacked(messages).stream().map(MessagesTest::told))
        .isEqualTo(hints.stream().map(MessagesTest::told).toList());
  }

  @Test
  void hints_thatAreMany_takeAsFewMessagesAsHoldThem() {
    List<Hint> hints = new ArrayList<>();
    for (int i = 1; i <= 100; i++) {
      hints.add(change(i, "{\"x\":\"" + "y".repeat(300) + "\"}"));
    }

    List<byte[]> messages = Messages.pack("n1", hints, 8_000);

    assertThat(messages).allSatisfy(m -> assertThat(m.length).isLessThanOrEqualTo(8_000));
    assertThat(messages).hasSizeBetween(6, 8);
    assertThat(unpacked(messages).stream().map(MessagesTest::told))
        .isEqualTo(hints.stream().map(MessagesTest::told).toList());
  }

  @Test
  void change_thatIsTooBig_isToldByWhereItLeads() {
    List<byte[]> messages =
        Messages.pack("n1", List.of(change(8, "{\"x\":\"" + "y".repeat(8_000) + "\"}")), 7_999);

    assertThat(unpacked(messages))
        .containsExactly(new Hint.Signalled(new Signal.Moved(LOG, new Position("epoch", 8))));
  }

  @Test
  void nothing_takesNoMessage() {
    assertThat(Messages.pack("n1", List.of(), 1_000)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "hello", "ringside/2 n1\n", "{\"a\":1}\n", "\n\n"})
  void message_ofAnotherForm_isNone(String text) {
    assertThat(Messages.unpack(text.getBytes(UTF_8))).isNull();
  }

  @Test
  void line_thatIsNotUnderstood_isPassedOver() {
    String good = "s{\"signal\":\"suspect\",\"kind\":\"inbox\",\"id\":\"1\"}\n";
    String text =
        "ringside/1 n1\n"
            + "x{\"new\":true}\n"
            + "c{\"kind\":\"planet\",\"id\":\"1\",\"epoch\":\"e\",\"since\":0,\"revision\":1}\n{}\n"
            + "c{\"kind\":\"inbox\",\"id\":\"1\",\"epoch\":\"e\",\"since\":5,\"revision\":1}\n{}\n"
            + "c broken\n{}\n"
            + "s{\"signal\":\"rejoice\",\"kind\":\"inbox\",\"id\":\"1\"}\n"
            + "s[]\n\n"
            + good
            + "c{\"kind\":\"inbox\",\"id\":\"1\",\"epoch\":\"e\",\"since\":0,\"revision\":1}\n";

    assertThat(requireNonNull(Messages.unpack(text.getBytes(UTF_8))).hints())
        .containsExactly(new Hint.Signalled(new Signal.Suspect(LogName.inbox("1"))));
  }
}
