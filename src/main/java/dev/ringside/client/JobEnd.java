package dev.ringside.client;

import static dev.ringside.client.Json.Fields.needed;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The end of a job, as it is told to the server. It may be kept as JSON and told later, by another
 * process, with {@link Ringside#deliver}: told twice it counts once, and it holds the title, so
 * that it can be told where the start never was.
 *
 * @param user whose job it is
 * @param key the job's
 * @param body what is sent
 */
public record JobEnd(String user, String key, Json.Fields body) {

  /**
   * Reads what {@link #json} wrote.
   *
   * @throws IllegalArgumentException where it is none
   */
  public static JobEnd of(Json json) {
    if (!(json instanceof Json.Fields fields)) {
      throw new IllegalArgumentException("It is no object.");
    }
    return new JobEnd(
        needed("user", fields.text("user")),
        needed("key", fields.text("key")),
        needed("body", fields.fields("body")));
  }

  /** All of it. */
  public Json.Fields json() {
    Map<String, Json> all = new LinkedHashMap<>();
    all.put("user", Json.of(user));
    all.put("key", Json.of(key));
    all.put("body", body);
    return new Json.Fields(all);
  }
}
