package dev.ringside.torture;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import redis.embedded.core.ExecutableProvider;

/** A real Redis of the test's own, behind what mangles its messages. Its monitor orders all. */
final class Redis implements AutoCloseable {

  private final File program;
  private final Path folder;
  private final int port;
  private final RedisMangler mangler;

  @GuardedBy("this")
  private Process process;

  Redis(Path folder, Random random) throws IOException {
    this.program = ExecutableProvider.newJarResourceProvider(folder.toFile()).get();
    this.folder = folder;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    process = launch();
    mangler = new RedisMangler(port, random);
  }

  /** Where nodes find it. */
  String url() {
    return "redis://127.0.0.1:" + mangler.port();
  }

  RedisMangler mangler() {
    return mangler;
  }

  private Process launch() throws IOException {
    List<String> command =
        List.of(
            program.getAbsolutePath(),
            "--port",
            Integer.toString(port),
            "--bind",
            "127.0.0.1",
            "--save",
            "",
            "--appendonly",
            "no");
    Process launched =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("redis.log").toFile())
            .start();
    awaitOpen(launched);
    return launched;
  }

  private void awaitOpen(Process launched) {
    long end = System.nanoTime() + 20_000_000_000L;
    while (System.nanoTime() < end && launched.isAlive()) {
      try {
        new Socket(InetAddress.getLoopbackAddress(), port).close();
        return;
      } catch (IOException e) {
        LockSupport.parkNanos(5_000_000);
      }
    }
    launched.destroyForcibly();
    throw new IllegalStateException("Redis does not start; see " + folder.resolve("redis.log"));
  }

  /** Ends it as {@code kill -9} does. */
  synchronized void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** Starts it where it is down. */
  synchronized void revive() {
    if (!process.isAlive()) {
      try {
        process = launch();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @Override
  public synchronized void close() {
    mangler.close();
    process.destroyForcibly();
  }
}
