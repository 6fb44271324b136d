package dev.ringside.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/** A disk of some megabytes, in memory, that can be filled. */
public final class SmallDisk implements AutoCloseable {

  private static final int BLOCK = 4096;

  private final Path path;
  private final Path filler;

  private SmallDisk(Path path) {
    this.path = path;
    this.filler = path.resolve("filler");
  }

  /**
   * Mounts one at a folder. Where that is not allowed the test is skipped, except on a build
   * machine, where it fails.
   */
  public static SmallDisk mount(Path path, int megabytes) throws IOException {
    SmallDisk disk = new SmallDisk(Files.createDirectories(path).toRealPath());
    disk.unmount();
    String size = "size=" + megabytes + "m";
    int status = run("mount", "-t", "tmpfs", "-o", size, "ringside-test", disk.path.toString());
    if (System.getenv("CI") == null) {
      assumeTrue(status == 0, "a tmpfs cannot be mounted here, which takes root");
    }
    assertThat(status).as("mounting a tmpfs").isZero();
    // PostgreSQL of root runs as somebody else, who has to pass through.
    Files.setPosixFilePermissions(disk.path, PosixFilePermissions.fromString("rwx--x--x"));
    return disk;
  }

  public Path path() {
    return path;
  }

  /** Fills it but for so many bytes, whatever else is being written. */
  public void fill(long leave) throws IOException {
    try (FileChannel file =
        FileChannel.open(filler, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      while (free() > leave) {
        long step = Math.clamp(free() - leave, BLOCK, 1 << 20);
        file.write(ByteBuffer.allocate(Math.toIntExact(step)));
      }
    } catch (IOException e) {
      if (free() > leave) {
        throw e;
      }
    }
  }

  private long free() throws IOException {
    return Files.getFileStore(path).getUsableSpace();
  }

  /** Frees what {@link #fill} took. */
  public void empty() throws IOException {
    Files.deleteIfExists(filler);
  }

  private void unmount() {
    run("umount", "-l", path.toString());
  }

  private static int run(String... command) {
    try {
      return new ProcessBuilder(List.of(command))
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
    } catch (IOException e) {
      return 127;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    unmount();
  }
}
