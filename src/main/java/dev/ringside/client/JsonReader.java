package dev.ringside.client;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads JSON (RFC 8259) from a text, strictly. For one thread. */
final class JsonReader {

  static final Pattern NUMERAL = Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?");

  /** What Ringside takes is nested at most half as deeply. */
  static final int MAX_DEPTH = 128;

  private static final char END = '\0';

  private final String text;
  private final Matcher numerals;
  private int at;
  private int depth;

  private JsonReader(String text) {
    this.text = text;
    this.numerals = NUMERAL.matcher(text);
  }

  static Json read(String text) {
    JsonReader reader = new JsonReader(text);
    Json value = reader.value();
    if (reader.next() != END || reader.at < text.length()) {
      throw reader.wrong("something follows the value");
    }
    return value;
  }

  private Json value() {
    return switch (next()) {
      case '{' -> fields();
      case '[' -> array();
      case '"' -> new Json.Text(string());
      case 't' -> word("true", new Json.Bool(true));
      case 'f' -> word("false", new Json.Bool(false));
      case 'n' -> word("null", Json.Null.NULL);
      default -> numeral();
    };
  }

  private Json fields() {
    Map<String, Json> values = new LinkedHashMap<>();
    enter();
    if (next() != '}') {
      do {
        if (next() != '"') {
          throw wrong("a name in quotes is missing");
        }
        String name = string();
        expect(':');
        if (values.putIfAbsent(name, value()) != null) {
          throw wrong("a name stands there twice");
        }
      } while (goesOn());
    }
    expect('}');
    depth--;
    return new Json.Fields(values);
  }

  private Json array() {
    List<Json> values = new ArrayList<>();
    enter();
    if (next() != ']') {
      do {
        values.add(value());
      } while (goesOn());
    }
    expect(']');
    depth--;
    return new Json.Array(values);
  }

  private void enter() {
    at++;
    if (++depth > MAX_DEPTH) {
      throw wrong("it is nested more than " + MAX_DEPTH + " levels deep");
    }
  }

  private boolean goesOn() {
    if (next() != ',') {
      return false;
    }
    at++;
    return true;
  }

  private Json numeral() {
    numerals.region(at, text.length());
    if (!numerals.lookingAt()) {
      throw wrong(at < text.length() ? "no value can start so" : "it ends too early");
    }
    at = numerals.end();
    return new Json.Numeral(numerals.group());
  }

  private Json word(String word, Json value) {
    if (!text.startsWith(word, at)) {
      throw wrong("no value can start so");
    }
    at += word.length();
    return value;
  }

  private String string() {
    StringBuilder value = new StringBuilder();
    at++;
    while (true) {
      char c = at < text.length() ? text.charAt(at) : END;
      if (c < ' ') {
        throw wrong(
            at < text.length() ? "a control character stands in a text" : "a text has no end");
      }
      at++;
      if (c == '"') {
        return value.toString();
      }
      value.append(c == '\\' ? escaped() : c);
    }
  }

  private char escaped() {
    char c = at < text.length() ? text.charAt(at) : END;
    char meant =
        switch (c) {
          case '"', '\\', '/' -> c;
          case 'b' -> '\b';
          case 'f' -> '\f';
          case 'n' -> '\n';
          case 'r' -> '\r';
          case 't' -> '\t';
          case 'u' -> unit();
          default -> throw wrong("there is no such escape");
        };
    at++;
    return meant;
  }

  /** The four digits behind {@code \\u}; ends at the last of them. */
  private char unit() {
    int unit = 0;
    for (int i = 0; i < 4; i++) {
      at++;
      char c = at < text.length() ? text.charAt(at) : END;
      int digit = c < 128 ? Character.digit(c, 16) : -1;
      if (digit < 0) {
        throw wrong("four hexadecimal digits are missing");
      }
      unit = unit * 16 + digit;
    }
    return (char) unit;
  }

  private void expect(char wanted) {
    if (next() != wanted) {
      throw wrong("'" + wanted + "' is missing");
    }
    at++;
  }

  /** The next character that is no space, where {@link #at} stands then. */
  private char next() {
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c != ' ' && c != '\n' && c != '\r' && c != '\t') {
        return c;
      }
      at++;
    }
    return END;
  }

  private IllegalArgumentException wrong(String what) {
    return new IllegalArgumentException("This is no JSON: " + what + ", at character " + at + ".");
  }
}
