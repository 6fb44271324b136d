package dev.ringside.identity;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What is told of an API key; never the key itself.
 *
 * @param id names it for good
 * @param name what people call it; a key and the one that follows it share one
 * @param scopes what it may do
 * @param createdAt when it was made
 * @param expiresAt when it ends, or null for never
 * @param lastUsedAt when it was last used, give or take a minute; null for never
 * @param successor the key that a rotation has put in its place, or null
 */
public record ApiKey(
    UUID id,
    String name,
    List<Scope> scopes,
    Instant createdAt,
    @Nullable Instant expiresAt,
    @Nullable Instant lastUsedAt,
    @Nullable UUID successor) {

  /**
   * What a key is to be.
   *
   * @param name what people will call it
   * @param scopes what it may do
   * @param expiresAt when it ends; null where {@code lifeSeconds} says so
   * @param lifeSeconds how long it lives; null, with no {@code expiresAt}, for ever
   */
  public record Draft(
      String name, List<Scope> scopes, @Nullable Instant expiresAt, @Nullable Long lifeSeconds) {

    /**
     * A checked one.
     *
     * @throws dev.ringside.wire.ProblemException a 422 that names every fault
     */
    public static Draft of(String name, List<Scope> scopes, @Nullable Long lifeSeconds) {
      return new KeyBody(name, List.copyOf(scopes), null, lifeSeconds).check();
    }
  }

  /**
   * A key that was just made.
   *
   * @param id names it for good
   * @param key the key itself, which nobody is told again
   */
  public record Made(
      UUID id,
      String name,
      List<Scope> scopes,
      Instant createdAt,
      @Nullable Instant expiresAt,
      String key) {

    @Override
    public String toString() {
      return "Made[id=" + id + ", name=" + name + "]";
    }
  }
}
