package dev.ringside.job;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ringside.inbox.ContentRules;
import dev.ringside.wire.FieldErrors;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The body that starts a job or reports of it, as it came. */
public record ReportBody(
    @Nullable String title,
    @Nullable Integer progress,
    @Nullable String step,
    @Nullable Integer leaseSeconds,
    @Nullable String link,
    @Nullable JsonNode data,
    @Nullable String category,
    @Nullable Long run,
    @Nullable Boolean rewind) {

  static final int MAX_STEP = 256;
  static final int MIN_LEASE_SECONDS = 1;
  static final int MAX_LEASE_SECONDS = Math.toIntExact(Duration.ofDays(7).toSeconds());

  /** Checks every field; the report is of use only where nothing was noted. */
  JobReport check(FieldErrors errors) {
    checkTitle(title, errors);
    ContentRules.progress(progress, errors);
    errors.text("step", step, MAX_STEP);
    errors.range("leaseSeconds", leaseSeconds, MIN_LEASE_SECONDS, MAX_LEASE_SECONDS);
    ContentRules.link(link, errors);
    ContentRules.category(category, errors);
    errors.range("run", run, 0, Long.MAX_VALUE);
    return new JobReport(
        title,
        progress,
        step,
        leaseSeconds,
        link,
        ContentRules.data(data, errors),
        category,
        run,
        Boolean.TRUE.equals(rewind));
  }

  static void checkTitle(@Nullable String title, FieldErrors errors) {
    ContentRules.title("title", title, errors);
    if (title != null && title.isBlank()) {
      errors.add("title", "must not be blank");
    }
  }
}
