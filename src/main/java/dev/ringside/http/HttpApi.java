package dev.ringside.http;

import dev.ringside.wire.Problem;
import dev.ringside.wire.Problem.FieldError;
import dev.ringside.wire.Problem.Kind;
import dev.ringside.wire.api.Api;
import dev.ringside.wire.api.ApiPart;
import dev.ringside.wire.api.Schema;
import jakarta.enterprise.context.Dependent;

/** The node itself, and what all answers share. */
@Dependent
class HttpApi implements ApiPart {

  private static final String NODE = "node";

  @Override
  public void describe(Api api) {
    api.tag(NODE, "The process itself. For its figures alone a credential is asked for.");
    api.operation(HealthResource.class, "live", NODE, "live", "Whether the process lives")
        .answers(200, "It does.");
    api.operation(
            HealthResource.class, "ready", NODE, "ready", "Whether requests should be sent here")
        .answers(200, "They should: all that a request needs is there.")
        .problem(Kind.UNAVAILABLE, "They should not; the detail says what is down.");
    api.operation(MetricsResource.class, "metrics", NODE, "metrics", "What this node has counted")
        .answers(200, "Prometheus's text format, version 0.0.4.", Schema.text());
    api.operation(OpenApiResource.class, "openApi", NODE, "openApi", "This document")
        .answers(200, "An OpenAPI 3.1 document.", Schema.object());
    api.operation(
            StatisticsResource.class,
            "get",
            NODE,
            "getStatistics",
            "How much there is, and how each part is")
        .answers(200, "The figures.");
    api.schema(StatisticsResource.StatisticsAnswer.class)
        .with("rooms", rooms -> rooms.says("Of all rooms."))
        .with("health", health -> health.says("Of this node."));
    api.schema(StatisticsResource.Parts.class)
        .with("node", node -> node.says("Whether it takes requests."))
        .with("database", database -> database.says("Whether it answers."))
        .with("broker", broker -> broker.says("Whether it carries changes to other nodes."));
    api.schema(HealthResource.Health.class)
        .with("status", status -> status.oneOf("live").says("What was asked for."));
    api.schema(HealthResource.Ready.class)
        .with("status", status -> status.oneOf("ready").says("What was asked for."))
        .with("version", version -> version.says("Of this Ringside."))
        .with("build", build -> build.says("The commit that it was built from, or unknown."))
        .with("date", date -> date.says("The day of that commit."));
    problem(api);
  }

  private static void problem(Api api) {
    api.schema(Problem.class)
        .with(
            "type",
            type -> type.says("Names the kind of problem, for good; such as /problems/invalid."))
        .with("title", title -> title.says("The kind in a few words."))
        .with("status", status -> status.range(400, 599).says("The HTTP status."))
        .with("detail", detail -> detail.says("What was wrong here, and what to do about it."))
        .with("errors", errors -> errors.atLeast(1).says("The fields that were wrong."));
    api.schema(FieldError.class)
        .with("field", field -> field.says("The field, with its path: ids[3]."))
        .with("detail", detail -> detail.says("What would be right."));
  }
}
