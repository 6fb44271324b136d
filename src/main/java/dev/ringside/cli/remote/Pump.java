package dev.ringside.cli.remote;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Passes on what a command writes, byte for byte, as it comes. Where that cannot be written any
 * more, the command's own end of it is closed, so that it notices as it would without us.
 *
 * <p><b>Order.</b> The fields are written by the pump's thread and read by who awaits it.
 */
final class Pump {

  private static final int BUFFER = 16 * 1024;
  private static final Duration GRACE = Duration.ofSeconds(1);
  private static final Duration LOOK = Duration.ofMillis(20);

  private final InputStream from;
  private final Target target;
  private final OutputWatch.Lines lines;
  private final Thread thread;
  private volatile boolean writing;
  private volatile long passed;
  private volatile @Nullable IOException fault;

  /** Where it goes. */
  enum Target {
    OUT(1, "standard output"),
    ERR(2, "standard error");

    private final int number;
    private final String words;

    Target(int number, String words) {
      this.number = number;
      this.words = words;
    }

    private FileDescriptor descriptor() {
      return switch (this) {
        case OUT -> FileDescriptor.out;
        case ERR -> FileDescriptor.err;
      };
    }
  }

  private Pump(InputStream from, Target target, OutputWatch.Lines lines) {
    this.from = from;
    this.target = target;
    this.lines = lines;
    this.thread = Thread.ofPlatform().daemon().unstarted(this::run);
  }

  static Pump start(InputStream from, Target target, OutputWatch.Lines lines) {
    Pump pump = new Pump(from, target, lines);
    pump.thread.start();
    return pump;
  }

  private void run() {
    byte[] buffer = new byte[BUFFER];
    long total = 0;
    try (from) {
      OutputStream out = new FileOutputStream(target.descriptor());
      for (int count = from.read(buffer); count >= 0; count = from.read(buffer)) {
        lines.take(buffer, count);
        writing = true;
        if (!write(out, buffer, count)) {
          break;
        }
        total += count;
        passed = total;
        writing = false;
      }
    } catch (IOException closed) {
      // The command's end is gone.
    }
    writing = false;
    lines.end();
  }

  private boolean write(OutputStream out, byte[] buffer, int count) {
    try {
      out.write(buffer, 0, count);
      return true;
    } catch (IOException e) {
      fault = OpenFiles.isReaderGone(target.number, e) ? null : e;
      return false;
    }
  }

  /**
   * Waits, once the command has ended, until all that it wrote is passed on, however slowly it is
   * read. What the command left running may hold its stream open for as long as it likes.
   */
  void await() throws InterruptedException {
    boolean done = thread.join(GRACE);
    while (!done) {
      long before = passed;
      done = thread.join(LOOK) || (!writing && passed == before);
    }
  }

  /** Why not all could be passed on; null where it was, or nobody wanted it. */
  @Nullable String fault() {
    IOException e = fault;
    return e == null ? null : target.words + " cannot be written: " + e.getMessage();
  }
}
