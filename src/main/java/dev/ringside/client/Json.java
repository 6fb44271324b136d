package dev.ringside.client;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A value of JSON. Immutable. Numbers keep the digits, and objects the order, that they had. */
public sealed interface Json {

  /** A text. */
  record Text(String value) implements Json {
    @Override
    public String toString() {
      return JsonWriter.text(this);
    }
  }

  /**
   * A number, as large and as exact as its digits say.
   *
   * @param digits as JSON writes it
   */
  record Numeral(String digits) implements Json {

    /** Refuses what is no number of JSON by an {@link IllegalArgumentException}. */
    public Numeral {
      if (!JsonReader.NUMERAL.matcher(digits).matches()) {
        throw new IllegalArgumentException(digits + " is no number of JSON.");
      }
    }

    /** Its value; {@link NumberFormatException} where the exponent is beyond all bounds. */
    public BigDecimal value() {
      return new BigDecimal(digits);
    }

    @Override
    public String toString() {
      return digits;
    }
  }

  /** {@code true} or {@code false}. */
  record Bool(boolean value) implements Json {
    @Override
    public String toString() {
      return Boolean.toString(value);
    }
  }

  /** {@code null}. */
  enum Null implements Json {
    NULL;

    @Override
    public String toString() {
      return "null";
    }
  }

  /** An array. */
  record Array(List<Json> values) implements Json {

    /** Copies the list. */
    public Array {
      values = List.copyOf(values);
    }

    @Override
    public String toString() {
      return JsonWriter.text(this);
    }
  }

  /** An object. What is {@code null} in it counts as absent when one of its fields is asked for. */
  record Fields(Map<String, Json> values) implements Json {

    /** Copies the map. */
    public Fields {
      values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    /** The field of that name, or null for none. */
    public @Nullable Json get(String name) {
      Json value = values.get(name);
      return value instanceof Null ? null : value;
    }

    /** A text, or null for none. */
    public @Nullable String text(String name) {
      return switch (get(name)) {
        case null -> null;
        case Text(String value) -> value;
        default -> throw wrong(name, "text");
      };
    }

    /** A whole number, or null for none. */
    public @Nullable Long number(String name) {
      return switch (get(name)) {
        case null -> null;
        case Numeral(String digits) -> {
          try {
            yield Long.valueOf(digits);
          } catch (NumberFormatException e) {
            throw wrong(name, "whole number");
          }
        }
        default -> throw wrong(name, "number");
      };
    }

    /** A time, or null for none. */
    public @Nullable Instant time(String name) {
      String text = text(name);
      try {
        return text == null ? null : OffsetDateTime.parse(text).toInstant();
      } catch (DateTimeParseException e) {
        throw wrong(name, "time");
      }
    }

    /** Whether it is there and {@code true}. */
    public boolean flag(String name) {
      return get(name) instanceof Bool(boolean value) && value;
    }

    /** An object, or null for none. */
    public @Nullable Fields fields(String name) {
      return switch (get(name)) {
        case null -> null;
        case Fields found -> found;
        default -> throw wrong(name, "object");
      };
    }

    /** The values of an array, none where it is absent. */
    public List<Json> array(String name) {
      return switch (get(name)) {
        case null -> List.of();
        case Array(List<Json> values) -> values;
        default -> throw wrong(name, "array");
      };
    }

    /** The objects of an array, none where it is absent. */
    public List<Fields> objects(String name) {
      List<Fields> found = new ArrayList<>();
      for (Json each : array(name)) {
        if (!(each instanceof Fields fields)) {
          throw wrong(name, "array of objects");
        }
        found.add(fields);
      }
      return found;
    }

    /** The objects of an array that must be there: without it, this is another's answer. */
    List<Fields> rows(String name) {
      Json _ = needed(name, get(name));
      return objects(name);
    }

    /** The texts of an array, none where it is absent. */
    public List<String> texts(String name) {
      List<String> found = new ArrayList<>();
      for (Json each : array(name)) {
        if (!(each instanceof Text(String value))) {
          throw wrong(name, "array of texts");
        }
        found.add(value);
      }
      return found;
    }

    /** What must be there: {@link IllegalArgumentException} where it was null. */
    static <T> T needed(String name, @Nullable T value) {
      if (value == null) {
        throw new IllegalArgumentException(name + " is missing.");
      }
      return value;
    }

    private static IllegalArgumentException wrong(String name, String kind) {
      return new IllegalArgumentException(name + " is no " + kind + ".");
    }

    @Override
    public String toString() {
      return JsonWriter.text(this);
    }
  }

  /**
   * Reads one value and nothing else.
   *
   * @throws IllegalArgumentException where that is no JSON, says a name twice or nests too deeply;
   *     it says where
   */
  static Json parse(String text) {
    return JsonReader.read(text);
  }

  /**
   * The JSON of what Java has: texts, numbers, booleans, maps, collections, enums (their names),
   * times, null, and JSON itself.
   *
   * @throws IllegalArgumentException for anything else, and for what holds itself
   */
  static Json of(@Nullable Object value) {
    return JsonWriter.valueOf(value, 0);
  }

  /** The text of it, in one line. */
  @Override
  String toString();
}
