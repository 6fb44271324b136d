package dev.ringside.config;

import java.nio.file.Path;
import java.util.Objects;

/** What this process runs on: facts of the environment that are no settings. */
public final class Platform {

  private Platform() {}

  /** The operating system's name as Java has it, such as {@code Linux}. */
  public static String system() {
    return System.getProperty("os.name", "");
  }

  /** The processor's architecture as Java has it, such as {@code amd64}. */
  public static String architecture() {
    return System.getProperty("os.arch", "");
  }

  /**
   * The folders in which programs are looked for, separated by colons; empty where none are named.
   */
  public static String path() {
    return Objects.requireNonNullElse(System.getenv("PATH"), "");
  }

  /** The folder of the Java that runs this process. */
  public static Path javaHome() {
    return Path.of(System.getProperty("java.home", ""));
  }
}
