package dev.ringside.cli.doctor;

import dev.ringside.cli.doctor.Finding.Level;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Takes down what checks find, as it is found. Its words are in lines, and hold no secret. */
final class Notes {

  private final String what;
  private final Secrets secrets;
  private final Consumer<Finding> to;

  Notes(String what, Secrets secrets, Consumer<Finding> to) {
    this.what = what;
    this.secrets = secrets;
    this.to = to;
  }

  /** The same about something else. */
  Notes about(String other) {
    return new Notes(other, secrets, to);
  }

  void ok(String found) {
    add(Level.OK, found, null);
  }

  void warn(String found, String remedy) {
    add(Level.WARN, found, remedy);
  }

  void fault(String found, String remedy) {
    add(Level.FAULT, found, remedy);
  }

  /** Where the words say already what to do. */
  void fault(String found) {
    add(Level.FAULT, found, null);
  }

  private void add(Level level, String found, @Nullable String remedy) {
    to.accept(
        new Finding(level, what, secrets.out(found), remedy == null ? null : secrets.out(remedy)));
  }
}
