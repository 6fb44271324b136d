package dev.ringside.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * This JVM among those that run tests side by side: the first number that no other one has, held by
 * a lock on a file for as long as it lives.
 */
public final class Fork {

  private static final int MOST = 64;
  private static final Claim CLAIM = claim();

  /** The lock is held for as long as its channel is known here. */
  private record Claim(Path folder, FileLock lock) {}

  private Fork() {}

  /** A folder that no other JVM touches, whether it is there or not. */
  public static Path folder(String name) {
    return CLAIM.folder.resolve(name);
  }

  private static Claim claim() {
    try {
      for (int i = 1; i <= MOST; i++) {
        Path folder = Files.createDirectories(Path.of("target", "fork-" + i));
        FileChannel file =
            FileChannel.open(
                folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = file.tryLock();
        if (lock != null) {
          return new Claim(folder, lock);
        }
        file.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    throw new IllegalStateException("all forks are taken");
  }
}
