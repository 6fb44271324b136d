package dev.ringside.inbox;

import dev.ringside.log.Position;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** What the hand-written encoders write where there is something in every field. */
public final class WireExamples {

  private static final Instant TIME = Instant.parse("2026-11-20T10:00:00.123Z");
  private static final UUID ID = UUID.fromString("0198c1f0-7a52-7c1e-9d2b-6f1a4f0e3b11");

  private static final String JOB =
      "{\"state\":\"done\",\"startedAt\":\"2026-11-20T10:00:00.123Z\","
          + "\"endedAt\":\"2026-11-20T10:00:00.123Z\"}";

  private WireExamples() {}

  private static Notification whole() {
    Content content =
        new Content(Style.SUCCESS, "title", "content", "/link", "{\"rows\":1204}", "category");
    return new Notification(ID, "42", 17, 12, content, "key", 100, TIME, TIME, TIME, TIME, JOB);
  }

  /** A notification. */
  public static String notification() {
    return text(NotificationJson.bytes(whole()));
  }

  /** A page of a list. */
  public static String list() {
    return text(ListJson.bytes(new InboxPage(new Position("k3f9", 17), 3, List.of(whole()), true)));
  }

  /** A frame with a change of each kind, and both flags. */
  public static String frame() {
    List<RowChange> changes =
        List.of(new RowChange.Put(whole()), new RowChange.Read(ID, TIME), new RowChange.Delete(ID));
    return text(new InboxFrame("k3f9", 14, 17, 3, changes, true, true).encode());
  }

  private static String text(byte[] utf8) {
    return new String(utf8, StandardCharsets.UTF_8);
  }
}
