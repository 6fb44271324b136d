package dev.ringside.cli.doctor;

import dev.ringside.client.Json;
import org.jspecify.annotations.Nullable;

/** What the answer to a question about readiness says of who answers. */
sealed interface Health {

  /**
   * A Ringside that takes requests.
   *
   * @param version as it tells it
   */
  record Ready(String version) implements Health {}

  /**
   * A Ringside that takes none.
   *
   * @param why in its own words
   */
  record NotReady(String why) implements Health {}

  /** Something else. */
  record Stranger() implements Health {}

  static Health of(Answer answer) {
    Json.Fields fields = fields(answer.body());
    if (fields == null) {
      return new Stranger();
    }
    try {
      String version = fields.text("version");
      if (answer.status() == 200 && "ready".equals(fields.text("status")) && version != null) {
        return new Ready(version);
      }
      String detail = fields.text("detail");
      if (detail != null && "/problems/unavailable".equals(fields.text("type"))) {
        return new NotReady(detail);
      }
    } catch (IllegalArgumentException e) {
      // Fields of those names with something else in them.
    }
    return new Stranger();
  }

  /** An object of JSON, or null for anything else. */
  static Json.@Nullable Fields fields(String text) {
    try {
      return Json.parse(text) instanceof Json.Fields fields ? fields : null;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /** What a problem says, or the empty text for anything else. */
  static String detail(Answer answer) {
    Json.Fields fields = fields(answer.body());
    try {
      String detail = fields == null ? null : fields.text("detail");
      return detail == null ? "" : detail;
    } catch (IllegalArgumentException e) {
      return "";
    }
  }
}
