package dev.ringside.cli.remote;

import dev.ringside.client.Job;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads along what a command writes, line by line: what it says of its progress, and the last lines
 * for when it fails. It changes nothing of it. Both streams of a command are watched by one of
 * these, whose monitor orders them.
 *
 * <p>A line says {@code ::progress 40::}, {@code ::progress 40 linking::} or {@code ::step
 * linking::}, alone or among other words.
 */
final class OutputWatch {

  private static final Pattern WORD =
      Pattern.compile("::(progress (\\d{1,3})(?: ([^:]+))?|step ([^:]+))::");

  private static final int MAX_LINE = 2_000;
  private static final int KEPT_LINES = 12;

  private final @Nullable Job job;
  private final Deque<String> last = new ArrayDeque<>();

  /** With the job that is moved by it; null for none. */
  OutputWatch(@Nullable Job job) {
    this.job = job;
  }

  /** One stream of the command. */
  final class Lines {
    private final byte[] line = new byte[MAX_LINE];
    private int length;

    /** Takes what was written. */
    void take(byte[] bytes, int count) {
      for (int i = 0; i < count; i++) {
        byte each = bytes[i];
        if (each == '\n' || each == '\r') {
          end();
        } else if (length < MAX_LINE) {
          line[length++] = each;
        }
      }
    }

    /** The line is over, or the stream is. */
    void end() {
      if (length > 0) {
        String text = new String(line, 0, length, StandardCharsets.UTF_8);
        length = 0;
        took(text);
      }
    }
  }

  private synchronized void took(String text) {
    Matcher word = WORD.matcher(text);
    if (!word.find()) {
      last.addLast(text);
      if (last.size() > KEPT_LINES) {
        last.removeFirst();
      }
      return;
    }
    if (job == null) {
      return;
    }
    if (word.group(2) != null) {
      job.progress(Integer.parseInt(word.group(2)));
    }
    String step = word.group(3) == null ? word.group(4) : word.group(3);
    if (step != null) {
      job.step(step.strip());
    }
  }

  /** The last lines, without what steers a terminal. */
  synchronized String lastLines() {
    StringBuilder text = new StringBuilder();
    for (String line : last) {
      // Colours say nothing in a notification.
      text.append('\n').append(Shown.printable(line.replaceAll("\u001b\\[[0-9;]*m", "")));
    }
    return text.toString();
  }
}
