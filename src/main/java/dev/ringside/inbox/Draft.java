package dev.ringside.inbox;

import org.jspecify.annotations.Nullable;

/**
 * A notification as the application sends it, checked.
 *
 * @param content what it says
 * @param key the name under which it replaces an earlier one, or null
 * @param progress 0 to 100, or null
 * @param expiry when it is to be deleted
 * @param quiet whether a replacement asks for no attention
 * @param delivery when it is to be delivered
 * @param job JSON text of the job that it tells of, or null
 */
public record Draft(
    Content content,
    @Nullable String key,
    @Nullable Integer progress,
    Expiry expiry,
    boolean quiet,
    Delivery delivery,
    @Nullable String job) {

  /** A draft of no job, that is to be delivered at once. */
  Draft(
      Content content,
      @Nullable String key,
      @Nullable Integer progress,
      Expiry expiry,
      boolean quiet) {
    this(content, key, progress, expiry, quiet, new Delivery.Now(), null);
  }

  /**
   * A draft that tells of a job.
   *
   * @param quiet whether it asks for no attention
   */
  public static Draft ofJob(
      Content content, String key, @Nullable Integer progress, boolean quiet, String job) {
    return new Draft(content, key, progress, new Expiry.Never(), quiet, new Delivery.Now(), job);
  }

  /** A draft without all that is seldom said, of a notification with a key. */
  public static Draft of(Content content, String key) {
    return new Draft(content, key, null, new Expiry.Never(), false);
  }

  /**
   * Stands for a draft that could not be made, where all else that is wrong is still looked for.
   */
  public static final Draft NOTHING =
      new Draft(Content.SCRUBBED, null, null, new Expiry.Never(), false);

  /** About how many bytes it takes, for the cap on what waits for the writer. */
  public long bytes() {
    return 256L
        + length(content.title())
        + length(content.content())
        + length(content.link())
        + length(content.data());
  }

  private static int length(@Nullable String text) {
    return text == null ? 0 : text.length();
  }
}
