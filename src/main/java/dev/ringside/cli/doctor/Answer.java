package dev.ringside.cli.doctor;

import java.util.Locale;
import java.util.Map;

/**
 * What a server has answered.
 *
 * @param headers by their names in lower case
 * @param body its beginning, as text
 */
record Answer(int status, Map<String, String> headers, String body) {

  /** The values of a header, or the empty text. */
  String header(String name) {
    return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
  }
}
