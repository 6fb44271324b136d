package dev.ringside.client;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** How a job begins. Immutable: each method gives another start. */
public final class JobStart {

  /** The shortest and the longest lease. */
  private static final Duration SHORTEST = Duration.ofSeconds(5);

  private static final Duration LONGEST = Duration.ofDays(7);
  private static final Duration DEFAULT_LEASE = Duration.ofSeconds(60);

  private final Json.Fields fields;
  private final Duration lease;

  private JobStart(Json.Fields fields, Duration lease) {
    this.fields = fields;
    this.lease = lease;
  }

  /** A job with a title of at most 256 characters; what is longer is cut. */
  public static JobStart titled(String title) {
    return new JobStart(new Json.Fields(Map.of()), DEFAULT_LEASE)
        .with("title", Cut.short256(title));
  }

  /** Where a click leads. */
  public JobStart link(String link) {
    return with("link", link);
  }

  /** What the page needs beside. */
  public JobStart data(Map<String, ?> data) {
    return with("data", data);
  }

  /** A word that lists can be filtered by. */
  public JobStart category(String category) {
    return with("category", category);
  }

  /**
   * How long after its last word the job counts as stalled: 60 s by default, 5 s to 7 days. The
   * handle gives a sign three times in that time, as long as its process lives.
   *
   * @throws IllegalArgumentException for another time
   */
  public JobStart lease(Duration newLease) {
    if (newLease.compareTo(SHORTEST) < 0 || newLease.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException("A lease is 5 s to 7 days, not " + newLease + ".");
    }
    return new JobStart(fields, newLease);
  }

  private JobStart with(String name, Object value) {
    Map<String, Json> all = new LinkedHashMap<>(fields.values());
    all.put(name, Json.of(value));
    return new JobStart(new Json.Fields(all), lease);
  }

  Duration lease() {
    return lease;
  }

  /** All of it as it is sent, the lease included. */
  Map<String, Json> fields() {
    Map<String, Json> all = new LinkedHashMap<>(fields.values());
    all.put("leaseSeconds", Json.of(lease.toSeconds()));
    return all;
  }
}
