package dev.ringside.metrics;

import dev.ringside.support.TestNode;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What {@code /metrics} showed at a moment, read as strictly as Prometheus reads it. */
record Scrape(String text, Map<String, String> types, Map<String, Double> values) {

  private static final Pattern TYPE =
      Pattern.compile("# TYPE ([a-zA-Z_:][a-zA-Z0-9_:]*) (counter|gauge|histogram|summary)");
  private static final Pattern HELP = Pattern.compile("# HELP ([a-zA-Z_:][a-zA-Z0-9_:]*) .*");
  private static final Pattern SAMPLE =
      Pattern.compile(
          "([a-zA-Z_:][a-zA-Z0-9_:]*(?:\\{[a-zA-Z_][a-zA-Z0-9_]*=\"[^\"\\n]*\""
              + "(?:,[a-zA-Z_][a-zA-Z0-9_]*=\"[^\"\\n]*\")*,?\\})?) (\\S+)");

  static Scrape of(TestNode node) {
    return parse(node.callAs(null, "GET", "/metrics", null).raw().body());
  }

  static Scrape parse(String text) {
    Map<String, String> types = new TreeMap<>();
    Map<String, Double> values = new HashMap<>();
    for (String line : text.split("\n", -1)) {
      Matcher type = TYPE.matcher(line);
      Matcher sample = SAMPLE.matcher(line);
      if (type.matches()) {
        require(types.put(type.group(1), type.group(2)) == null, line);
      } else if (sample.matches()) {
        require(values.put(sample.group(1), number(sample.group(2))) == null, line);
      } else {
        require(line.isEmpty() || HELP.matcher(line).matches(), line);
      }
    }
    return new Scrape(text, types, values);
  }

  private static double number(String text) {
    return switch (text) {
      case "+Inf" -> Double.POSITIVE_INFINITY;
      case "-Inf" -> Double.NEGATIVE_INFINITY;
      default -> Double.parseDouble(text);
    };
  }

  private static void require(boolean good, String line) {
    if (!good) {
      throw new AssertionError("not Prometheus's text format: " + line);
    }
  }

  /** The value of a series, with its labels where it has some; it must be there. */
  double value(String series) {
    Double value = values.get(series);
    if (value == null) {
      throw new AssertionError("there is no " + series);
    }
    return value;
  }

  /** The value of a metric's series for a value of its label. */
  double value(Metric metric, String labelValue) {
    Shape.Label label = metric.shape().label();
    if (label == null) {
      throw new AssertionError(metric + " has no label");
    }
    return value(metric.series() + "{" + label.name() + "=\"" + labelValue + "\"}");
  }

  /** How many observations a histogram has had. */
  double count(Metric metric) {
    return value(metric.series() + "_count");
  }
}
