package dev.ringside.job;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.ringside.wire.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A job on the wire: the one place where its fields are written. */
final class JobJson {

  private JobJson() {}

  static byte[] bytes(Job job) {
    return Json.bytes(json -> write(json, job));
  }

  static byte[] list(List<Job> jobs, boolean more) {
    return Json.bytes(
        json -> {
          json.writeStartObject();
          json.writeArrayFieldStart("jobs");
          for (Job job : jobs) {
            write(json, job);
          }
          json.writeEndArray();
          json.writeBooleanField("more", more);
          json.writeEndObject();
        });
  }

  static void write(JsonGenerator json, Job job) throws IOException {
    Telling telling = job.telling();
    Job.Ending ending = job.ending();
    json.writeStartObject();
    json.writeStringField("user", job.name().user());
    json.writeStringField("key", job.name().key());
    json.writeStringField("state", job.state().wire());
    text(json, "result", ending == null ? null : ending.result().wire());
    json.writeStringField("title", telling.title());
    number(json, "progress", telling.progress());
    text(json, "step", telling.step());
    text(json, "text", ending == null ? null : ending.text());
    text(json, "link", telling.link());
    if (telling.data() != null) {
      json.writeFieldName("data");
      json.writeRawValue(telling.data());
    }
    text(json, "category", telling.category());
    number(json, "run", job.run());
    json.writeNumberField("leaseSeconds", job.leaseSeconds());
    time(json, "leaseUntil", job.leaseUntil());
    time(json, "startedAt", job.startedAt());
    time(json, "reportedAt", job.reportedAt());
    time(json, "endedAt", ending == null ? null : ending.at());
    text(json, "notification", job.notification() == null ? null : job.notification().toString());
    json.writeEndObject();
  }

  /** What a job's notification says of it beside its content. */
  static String mark(Job job) {
    Job.Ending ending = job.ending();
    byte[] mark =
        Json.bytes(
            json -> {
              json.writeStartObject();
              json.writeStringField("state", job.state().wire());
              time(json, "startedAt", job.startedAt());
              time(json, "endedAt", ending == null ? null : ending.at());
              json.writeEndObject();
            });
    return new String(mark, StandardCharsets.UTF_8);
  }

  private static void text(JsonGenerator json, String field, @Nullable String value)
      throws IOException {
    if (value != null) {
      json.writeStringField(field, value);
    }
  }

  private static void number(JsonGenerator json, String field, @Nullable Number value)
      throws IOException {
    if (value != null) {
      json.writeNumberField(field, value.longValue());
    }
  }

  private static void time(JsonGenerator json, String field, @Nullable Instant value)
      throws IOException {
    text(json, field, Json.time(value));
  }
}
