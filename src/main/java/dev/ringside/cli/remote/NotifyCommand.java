package dev.ringside.cli.remote;

import dev.ringside.client.Notice;
import dev.ringside.client.Notification;
import dev.ringside.client.Ringside;
import dev.ringside.client.Style;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Tells a user something. */
@Command(
    name = "notify",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Tells a user something, and returns once it is stored.",
    footer = {
      "",
      "  ringside notify --user 42 --style success \"Export ready\"",
      "  make 2>&1 | tail -20 | ringside notify --user 42 --title \"Build\"",
      "",
      "Without words they are read from standard input."
    })
public final class NotifyCommand implements Callable<Integer> {

  private static final int MAX_INPUT = 64 * 1024;

  @Mixin private final Remote remote = new Remote();
  @Mixin private final Shown shown = new Shown();

  @Mixin private final Whom whom = new Whom();

  @Option(names = "--title", description = "A line above the words.")
  private @Nullable String title;

  @Option(
      names = "--style",
      defaultValue = "INFO",
      description = "How it is meant: ${COMPLETION-CANDIDATES} (by default ${DEFAULT-VALUE}).")
  private Style style = Style.INFO;

  @Option(names = "--link", paramLabel = "URL", description = "Where a click leads.")
  private @Nullable String link;

  @Option(names = "--category", description = "What lists can be narrowed to.")
  private @Nullable String category;

  @Option(names = "--key", description = "Replaces the notification of this key.")
  private @Nullable String key;

  @Option(names = "--progress", paramLabel = "0-100", description = "How far something is.")
  private @Nullable Integer progress;

  @Option(
      names = "--ttl-seconds",
      paramLabel = "SECONDS",
      description = "How long until it is deleted.")
  private @Nullable Long ttlSeconds;

  @Option(names = "--quiet", description = "As a replacement it asks for no attention.")
  private boolean quiet;

  @Option(
      names = "--idempotency-key",
      paramLabel = "NAME",
      description = "A name for what happened: told again under it within a day, it stays one.")
  private @Nullable String idempotencyKey;

  @Parameters(arity = "0..*", paramLabel = "WORDS", description = "What to say.")
  private List<String> words = List.of();

  @Override
  public Integer call() {
    String user = whom.id(remote);
    Notice notice = notice(words.isEmpty() ? input() : String.join(" ", words));
    try (Ringside ringside = remote.open()) {
      Notification stored =
          idempotencyKey == null
              ? ringside.publish(user, notice)
              : ringside.publish(user, notice, idempotencyKey);
      shown.notification(stored);
    }
    return Exit.DONE.status();
  }

  private Notice notice(String text) {
    Notice notice = (title == null ? Notice.titled(text) : Notice.titled(title).content(text));
    notice = notice.style(style);
    notice = link == null ? notice : notice.link(link);
    notice = category == null ? notice : notice.category(category);
    notice = key == null ? notice : notice.key(key);
    notice = progress == null ? notice : notice.progress(progress);
    notice = ttlSeconds == null ? notice : notice.ttl(Duration.ofSeconds(ttlSeconds));
    return quiet ? notice.quiet() : notice;
  }

  private static String input() {
    InputStream in = System.in;
    byte[] bytes;
    try {
      bytes = in.readNBytes(MAX_INPUT + 1);
    } catch (IOException e) {
      throw new CommandException(
          Exit.MISUSED, "there are no words, and standard input cannot be read.");
    }
    if (bytes.length > MAX_INPUT) {
      throw new CommandException(Exit.MISUSED, "standard input is longer than 64 KiB.");
    }
    String text = new String(bytes, StandardCharsets.UTF_8).strip();
    if (text.isEmpty()) {
      throw new CommandException(Exit.MISUSED, "there are no words, and none on standard input.");
    }
    return text;
  }
}
