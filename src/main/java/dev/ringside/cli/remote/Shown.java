package dev.ringside.cli.remote;

import dev.ringside.client.Json;
import dev.ringside.client.Notification;
import dev.ringside.client.Position;
import dev.ringside.client.RoomMessage;
import dev.ringside.client.Style;
import java.io.PrintStream;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/**
 * How results are shown: a line each for people, in colour on a terminal alone, or the JSON of it,
 * a line each, for programs.
 */
final class Shown {

  private static final int MOST = 100;

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm").withZone(ZoneId.systemDefault());

  @Option(names = "--json", description = "Prints JSON, a line each, instead of words.")
  private boolean asJson;

  private final PrintStream out = System.out;

  /** Refuses what no list is as long as. */
  static void requireLimit(int limit) {
    if (limit < 1 || limit > MOST) {
      throw new CommandException(Exit.MISUSED, "--limit must be from 1 to " + MOST + ".");
    }
  }

  /** Shows a line, which holds nothing that steers a terminal, or its JSON. */
  void line(String words, Json json) {
    out.println(asJson ? json.toString() : words);
    if (out.checkError()) {
      // Whoever read it has gone, as head does, or the disk is full, which is told in the end.
      throw new CommandException(Exit.DONE, "");
    }
  }

  void notification(Notification notification) {
    line(words(notification), notification.json());
  }

  /** The same with where its inbox stands after it. */
  void notification(Notification notification, Position position) {
    if (!asJson) {
      notification(notification);
      return;
    }
    Map<String, Json> both = new LinkedHashMap<>();
    both.put("position", Json.of(position.toString()));
    both.put("notification", notification.json());
    Json.Fields line = new Json.Fields(both);
    line(line.toString(), line);
  }

  void message(RoomMessage message) {
    String who = message.name() == null ? "" : message.name();
    String what = message.content() == null ? message.kind() : message.content();
    line(TIME.format(message.createdAt()) + "  " + printable(who + ": " + what), message.json());
  }

  private static String words(Notification n) {
    String title = printable(n.title() == null ? "" : n.title());
    String content = printable(n.content() == null ? "" : n.content());
    return TIME.format(n.updatedAt())
        + (n.unread() ? " * " : "   ")
        + coloured(n.style())
        + "  "
        + title
        + (title.isEmpty() || content.isEmpty() ? "" : ": ")
        + content
        + (n.progress() == null ? "" : "  " + n.progress() + " %")
        + (n.link() == null ? "" : "  " + printable(n.link()));
  }

  private static String coloured(Style style) {
    String word = "%-7s".formatted(style.wire());
    if (!isOnTerminal()) {
      return word;
    }
    int colour =
        switch (style) {
          case INFO -> 34;
          case SUCCESS -> 32;
          case WARNING -> 33;
          case ERROR -> 31;
        };
    return "\u001b[" + colour + "m" + word + "\u001b[0m";
  }

  /** NO_COLOR is what people set who want none: https://no-color.org. */
  private static boolean isOnTerminal() {
    return Terminal.isThere() && System.getenv().getOrDefault("NO_COLOR", "").isEmpty();
  }

  /** What others wrote must not steer a terminal: control characters become spaces. */
  static String printable(String words) {
    StringBuilder text = new StringBuilder(words);
    for (int i = 0; i < text.length(); i++) {
      if (Character.isISOControl(text.charAt(i))) {
        text.setCharAt(i, ' ');
      }
    }
    return text.toString();
  }
}
