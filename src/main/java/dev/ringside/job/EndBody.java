package dev.ringside.job;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import dev.ringside.inbox.ContentRules;
import dev.ringside.inbox.Style;
import dev.ringside.wire.FieldErrors;
import org.jspecify.annotations.Nullable;

/** The body that ends a job, as it came. */
public record EndBody(
    @Nullable Result result,
    @Nullable String text,
    @Nullable String title,
    @Nullable String link,
    @Nullable JsonNode data,
    @Nullable Long run) {

  /** How a job went. */
  public enum Result {
    /** What was to be done is done. */
    @JsonProperty("success")
    SUCCESS(Style.SUCCESS),
    /** It is done, and somebody should look at it. */
    @JsonProperty("warning")
    WARNING(Style.WARNING),
    /** It is not done. */
    @JsonProperty("error")
    ERROR(Style.ERROR);

    private final Style style;

    Result(Style style) {
      this.style = style;
    }
  }

  /** Checks every field; the end is of use only where nothing was noted. */
  JobEnd check(FieldErrors errors) {
    ContentRules.content("text", text, errors);
    ReportBody.checkTitle(title, errors);
    ContentRules.link(link, errors);
    errors.range("run", run, 0, Long.MAX_VALUE);
    return new JobEnd(
        result == null ? Style.SUCCESS : result.style,
        text,
        title,
        link,
        ContentRules.data(data, errors),
        run);
  }
}
