package dev.ringside.client;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What an application wants to tell a user. Immutable: each method gives another notice. The server
 * checks it, and says of every field what is wrong with it.
 */
public final class Notice {

  private final Json.Fields fields;

  private Notice(Json.Fields fields) {
    this.fields = fields;
  }

  /** A notice with a title of at most 256 characters. */
  public static Notice titled(String title) {
    return new Notice(new Json.Fields(Map.of("title", new Json.Text(title))));
  }

  /** A notice with a content of at most 8,000 characters, and no title yet. */
  public static Notice saying(String content) {
    return new Notice(new Json.Fields(Map.of("content", new Json.Text(content))));
  }

  /** Says more, in at most 8,000 characters. */
  public Notice content(String content) {
    return with("content", content);
  }

  /** How it is meant: {@link Style#INFO} by default. */
  public Notice style(Style style) {
    return with("style", style.wire());
  }

  /** Where a click leads: {@code http://…}, {@code https://…} or a path with a single slash. */
  public Notice link(String link) {
    return with("link", link);
  }

  /** What the page needs beside, at most 16 KiB; see {@link Json#of} for what a map may hold. */
  public Notice data(Map<String, ?> data) {
    return with("data", data);
  }

  /** The same as a text of JSON; {@link IllegalArgumentException} where it is none. */
  public Notice data(String json) {
    return with("data", Json.parse(json));
  }

  /** A word that lists can be filtered by, at most 64 characters. */
  public Notice category(String category) {
    return with("category", category);
  }

  /**
   * The application's own name for it, at most 128 characters: it takes the place of the
   * notification of that key, if there is one.
   */
  public Notice key(String key) {
    return with("key", key);
  }

  /** How far something is, 0 to 100. */
  public Notice progress(int percent) {
    return with("progress", percent);
  }

  /** How long it lives, a second or more; whole seconds count. */
  public Notice ttl(Duration ttl) {
    return with("ttlSeconds", ttl.toSeconds());
  }

  /** When it is deleted; instead of {@link #ttl}. */
  public Notice expiresAt(Instant when) {
    return with("expiresAt", when);
  }

  /** It replaces the one of its key without ringing. */
  public Notice quiet() {
    return with("quiet", true);
  }

  /** The same at a time to come. */
  Notice deliverAt(Instant when) {
    return with("deliverAt", when);
  }

  private Notice with(String name, Object value) {
    Map<String, Json> all = new LinkedHashMap<>(fields.values());
    all.put(name, Json.of(value));
    return new Notice(new Json.Fields(all));
  }

  /** As it is sent. */
  public Json.Fields json() {
    return fields;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Notice notice && notice.fields.equals(fields);
  }

  @Override
  public int hashCode() {
    return fields.hashCode();
  }

  @Override
  public String toString() {
    return fields.toString();
  }
}
