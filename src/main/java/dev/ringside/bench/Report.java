package dev.ringside.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What a scenario measured, and what went wrong in it. For one thread. */
final class Report {

  private record Figure(String name, double value, String unit) {

    /** {@code post p99.9} in ms becomes {@code post_p99_9_ms}. */
    String key() {
      String words = (unit.isEmpty() ? name : name + " " + unit).toLowerCase(Locale.ROOT);
      return words.replace("/s", " per second").replaceAll("[^a-z0-9]+", "_");
    }

    String text() {
      boolean whole = value == Math.rint(value) || Math.abs(value) >= 10_000;
      return String.format(Locale.ROOT, whole ? "%,.0f" : "%,.3f", value);
    }
  }

  private final String command;
  private final List<Figure> figures = new ArrayList<>();
  private final List<String> failures = new ArrayList<>();

  Report(String command) {
    this.command = command;
  }

  Report figure(String name, double value, String unit) {
    figures.add(new Figure(name, value, unit));
    return this;
  }

  Report figure(String name, long count) {
    return figure(name, (double) count, "");
  }

  /** The usual percentiles of some latencies, in milliseconds. */
  Report latencies(String name, Latencies latencies) {
    for (double percent : new double[] {50, 90, 99, 99.9}) {
      String rank = percent == Math.rint(percent) ? "" + (long) percent : "" + percent;
      figure(name + " p" + rank, latencies.percentile(percent) / 1e6, "ms");
    }
    return figure(name + " max", latencies.percentile(100) / 1e6, "ms");
  }

  /** Something that must not have happened: the exit code tells of it. */
  Report failure(String sentence) {
    failures.add(sentence);
    return this;
  }

  Report failures(List<String> sentences) {
    failures.addAll(sentences);
    return this;
  }

  boolean isGood() {
    return failures.isEmpty();
  }

  /** For people: one figure a line, then what went wrong. */
  String table() {
    int name = figures.stream().mapToInt(f -> f.name().length()).max().orElse(0);
    int value = figures.stream().mapToInt(f -> f.text().length()).max().orElse(0);
    StringBuilder text = new StringBuilder(command).append(System.lineSeparator());
    for (Figure figure : figures) {
      String line = "  %-" + name + "s  %" + value + "s %s";
      text.append(
              String.format(Locale.ROOT, line, figure.name(), figure.text(), figure.unit())
                  .stripTrailing())
          .append(System.lineSeparator());
    }
    for (String failure : failures) {
      text.append("  FAILED: ").append(failure).append(System.lineSeparator());
    }
    return text.toString();
  }

  /** For machines: one JSON object on one line. */
  String json() {
    Map<String, Double> byKey = new LinkedHashMap<>();
    figures.forEach(f -> byKey.put(f.key(), Math.round(f.value() * 1e6) / 1e6));
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("command", command);
    all.put("ok", isGood());
    all.put("figures", byKey);
    all.put("failures", failures);
    try {
      return new ObjectMapper().writeValueAsString(all) + System.lineSeparator();
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
