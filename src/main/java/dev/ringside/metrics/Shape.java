package dev.ringside.metrics;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What kind of number a {@link Metric} is. */
public sealed interface Shape {

  /** The label that divides it, or null where it is one number. */
  @Nullable Label label();

  /**
   * A label.
   *
   * @param values the only ones there are; empty where whoever counts says them
   */
  record Label(String name, List<String> values) {}

  /** It only grows. */
  record Counted(@Nullable Label label) implements Shape {
    static Counted alone() {
      return new Counted(null);
    }

    static Counted by(String label, String... values) {
      return new Counted(new Label(label, List.of(values)));
    }

    /** Divided by values that are few, and that are known elsewhere. */
    static Counted byAny(String label) {
      return new Counted(new Label(label, List.of()));
    }
  }

  /** It goes up and down, and is asked for when somebody looks. */
  record Gauged(@Nullable Label label) implements Shape {
    static Gauged alone() {
      return new Gauged(null);
    }

    static Gauged by(String label, String... values) {
      return new Gauged(new Label(label, List.of(values)));
    }
  }

  /**
   * How many observations were at most so large.
   *
   * @param bounds the upper bounds of the buckets, in the metric's unit
   */
  record Distributed(List<Double> bounds) implements Shape {
    static Distributed over(double... bounds) {
      return new Distributed(Arrays.stream(bounds).boxed().toList());
    }

    @Override
    public @Nullable Label label() {
      return null;
    }
  }
}
