package dev.ringside.support;

import java.nio.file.Path;

/** This JVM among those that run tests side by side. */
public final class Fork {

  private Fork() {}

  /** A folder that no other JVM touches, whether it is there or not. */
  public static Path folder(String name) {
    return Path.of("target", "fork-" + System.getProperty("test.fork", "0"), name);
  }
}
