package dev.ringside.cli.remote;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The program's standard output: UTF-8, whatever the locale says, and what was not written is not
 * lost in silence, as {@link System#out} has it.
 */
public final class StandardOutput {

  private final Remembering bytes = new Remembering(new FileOutputStream(FileDescriptor.out));
  private final PrintStream out =
      new PrintStream(new BufferedOutputStream(bytes), true, StandardCharsets.UTF_8);

  private StandardOutput() {}

  /** Takes the place of {@link System#out}. */
  public static StandardOutput take() {
    StandardOutput taken = new StandardOutput();
    System.setOut(taken.out);
    return taken;
  }

  /** Why not all could be written, at the end; null where it was, or nobody wanted it. */
  public @Nullable String fault() {
    boolean failed = out.checkError();
    IOException first = bytes.first;
    return !failed || first == null || OpenFiles.isReaderGone(1, first)
        ? null
        : "standard output cannot be written: " + first.getMessage();
  }

  /** Keeps the first failure, of which a print stream says only that there was one. */
  private static final class Remembering extends FilterOutputStream {

    private volatile @Nullable IOException first;

    Remembering(OutputStream out) {
      super(out);
    }

    @Override
    public void write(int value) throws IOException {
      write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      try {
        out.write(bytes, offset, length);
      } catch (IOException e) {
        first = first == null ? e : first;
        throw e;
      }
    }
  }
}
