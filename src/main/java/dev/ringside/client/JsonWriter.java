package dev.ringside.client;

import java.time.temporal.TemporalAccessor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes JSON, and makes it of what Java has. */
final class JsonWriter {

  private static final char[] HEX = "0123456789abcdef".toCharArray();

  private JsonWriter() {}

  static String text(Json value) {
    StringBuilder out = new StringBuilder();
    write(value, out);
    return out.toString();
  }

  private static void write(Json value, StringBuilder out) {
    switch (value) {
      case Json.Text(String text) -> quote(text, out);
      case Json.Array(List<Json> values) -> {
        char before = '[';
        for (Json each : values) {
          out.append(before);
          write(each, out);
          before = ',';
        }
        out.append(values.isEmpty() ? "[]" : "]");
      }
      case Json.Fields(Map<String, Json> values) -> {
        char before = '{';
        for (Map.Entry<String, Json> each : values.entrySet()) {
          out.append(before);
          quote(each.getKey(), out);
          out.append(':');
          write(each.getValue(), out);
          before = ',';
        }
        out.append(values.isEmpty() ? "{}" : "}");
      }
      case Json.Numeral _, Json.Bool _, Json.Null _ -> out.append(value);
    }
  }

  private static void quote(String text, StringBuilder out) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"', '\\' -> out.append('\\').append(c);
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> {
          if (c < ' ' || isAlone(text, i)) {
            escape(c, out);
          } else {
            out.append(c);
          }
        }
      }
    }
    out.append('"');
  }

  /** Half of a pair has no form in UTF-8, so it is written as an escape. */
  private static boolean isAlone(String text, int i) {
    char c = text.charAt(i);
    if (Character.isHighSurrogate(c)) {
      return i + 1 == text.length() || !Character.isLowSurrogate(text.charAt(i + 1));
    }
    return Character.isLowSurrogate(c)
        && (i == 0 || !Character.isHighSurrogate(text.charAt(i - 1)));
  }

  private static void escape(char c, StringBuilder out) {
    out.append("\\u");
    for (int shift = 12; shift >= 0; shift -= 4) {
      out.append(HEX[(c >> shift) & 0xf]);
    }
  }

  static Json valueOf(@Nullable Object value, int depth) {
    if (depth > JsonReader.MAX_DEPTH) {
      throw new IllegalArgumentException(
          "This is nested more than " + JsonReader.MAX_DEPTH + " levels deep, or holds itself.");
    }
    return switch (value) {
      case null -> Json.Null.NULL;
      case Json json -> json;
      case CharSequence text -> new Json.Text(text.toString());
      case Number number -> new Json.Numeral(number.toString());
      case Boolean flag -> new Json.Bool(flag);
      case Enum<?> name -> new Json.Text(name.name());
      case TemporalAccessor time -> new Json.Text(time.toString());
      case Map<?, ?> map -> {
        Map<String, Json> fields = new LinkedHashMap<>();
        map.forEach((name, each) -> fields.put(String.valueOf(name), valueOf(each, depth + 1)));
        yield new Json.Fields(fields);
      }
      case Iterable<?> all -> {
        List<Json> values = new ArrayList<>();
        all.forEach(each -> values.add(valueOf(each, depth + 1)));
        yield new Json.Array(values);
      }
      default ->
          throw new IllegalArgumentException(
              "A " + value.getClass().getName() + " has no form in JSON; give a map or a text.");
    };
  }
}
