package dev.ringside.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ringside.config.Version;
import dev.ringside.wire.Problem;
import dev.ringside.wire.Problem.Kind;
import dev.ringside.wire.api.Api;
import dev.ringside.wire.api.OperationText;
import dev.ringside.wire.api.OperationText.AnswerText;
import dev.ringside.wire.api.Schema;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Makes the OpenAPI 3.1 document: routes, parameters and types from the code, their meaning from
 * what the features say. A route or parameter that nobody describes, or a description of none, is a
 * mistake and ends in an {@link IllegalStateException}. Not for several threads.
 *
 * @see <a href="https://spec.openapis.org/oas/v3.1.0">OpenAPI 3.1.0</a>
 */
final class OpenApi {

  private static final String BEARER = "bearer";
  private static final String OTHER_PROBLEM = "OtherProblem";

  private final Api api;
  private final List<Route> routes;
  private final ObjectNode document = JsonNodeFactory.instance.objectNode();
  private final Map<Kind, String> problems = new EnumMap<>(Kind.class);
  private final Set<String> described = new LinkedHashSet<>();

  private OpenApi(Collection<Class<?>> resources, Api api) {
    this.api = api;
    this.routes = Route.of(resources);
  }

  /** The document of these resources. */
  static ObjectNode of(Collection<Class<?>> resources, Api api) {
    return new OpenApi(resources, api).make();
  }

  private ObjectNode make() {
    document.put("openapi", "3.1.0");
    info();
    document.putArray("servers").addObject().put("url", "/");
    document.putArray("security").addObject().putArray(BEARER);
    ArrayNode tags = document.putArray("tags");
    api.tags().forEach((name, says) -> tags.addObject().put("name", name).put("description", says));
    ObjectNode paths = document.putObject("paths");
    routes.forEach(route -> operation(paths, route));
    components();
    checkAllUsed();
    return document;
  }

  private void info() {
    document
        .putObject("info")
        .put("title", "Ringside")
        .put("summary", "The notification sidecar: committed, then pushed, to every tab.")
        .put(
            "description",
            "Absent values are left out, never null. Times are RFC 3339, UTC, milliseconds."
                + " Unknown fields in a body are refused; unknown fields in an answer are to be"
                + " ignored, for there may be more of them in later versions.")
        .put("version", Version.text())
        .putObject("license")
        .put("name", "Apache-2.0")
        .put("identifier", "Apache-2.0");
  }

  private void operation(ObjectNode paths, Route route) {
    OperationText text = textOf(route);
    ObjectNode operation = paths.withObjectProperty(route.path()).withObjectProperty(route.verb());
    // Two methods may share a route and differ in what they read; the first one's words stand.
    boolean first = operation.isEmpty();
    if (first) {
      operation.putArray("tags").add(text.tag());
      operation.put("operationId", text.id()).put("summary", text.summary());
      if (text.more() != null) {
        operation.put("description", text.more());
      }
      parameters(operation, route);
      security(operation.putArray("security"), route);
    }
    body(operation, route);
    ObjectNode responses = operation.withObjectProperty("responses");
    text.answers().forEach((status, answer) -> answer(responses, route, status, answer));
    problems(responses, route, text);
  }

  private OperationText textOf(Route route) {
    List<OperationText> found = new ArrayList<>();
    for (OperationText text : api.operations()) {
      if (text.resource() == route.method().getDeclaringClass()
          && text.method().equals(route.method().getName())) {
        found.add(text);
      }
    }
    if (found.size() != 1) {
      throw new IllegalStateException(
          route + " is described " + found.size() + " times; describe it once, in an ApiPart");
    }
    described.add(found.getFirst().id());
    return found.getFirst();
  }

  /** The scopes stand where the standard has the roles that a call needs. */
  private static void security(ArrayNode security, Route route) {
    if (!isOpen(route)) {
      ArrayNode scopes = security.addObject().putArray(BEARER);
      route.rule().scopes().forEach(scope -> scopes.add(scope.wire()));
    }
  }

  private static boolean isOpen(Route route) {
    return AuthenticationFilter.isOpen(route.path().substring(1));
  }

  private void parameters(ObjectNode operation, Route route) {
    if (route.parameters().isEmpty()) {
      return;
    }
    ArrayNode list = operation.putArray("parameters");
    for (Route.Named named : route.parameters()) {
      String name = api.nameOf(route.method().getDeclaringClass(), named.name());
      Api.ParameterText text = api.parameters().get(name);
      if (text == null) {
        throw new IllegalStateException(
            "the parameter " + named.name() + " of " + route + " is described in no ApiPart");
      }
      described.add(name);
      ObjectNode parameter = list.addObject().put("name", named.name()).put("in", named.in());
      parameter.put("description", text.says());
      if (named.in().equals("path")) {
        parameter.put("required", true);
      }
      Schema schema = text.limits().apply(Schema.of(named.type()));
      if (named.otherwise() != null) {
        schema.otherwise(valueOf(named.otherwise(), schema.json().path("type").asText()));
      }
      parameter.set("schema", schema.json());
    }
  }

  private static Object valueOf(String text, String type) {
    return switch (type) {
      case "integer" -> Long.valueOf(text);
      case "boolean" -> Boolean.valueOf(text);
      default -> text;
    };
  }

  private static void body(ObjectNode operation, Route route) {
    route
        .body()
        .ifPresent(
            body -> {
              ObjectNode request = operation.withObjectProperty("requestBody");
              request.put("required", body.required());
              for (String type : route.reads()) {
                // Lines are no one value that a schema could describe.
                boolean lines = body.type() == InputStream.class;
                content(request, type, lines ? Schema.text() : Schema.ref(body.type()));
              }
            });
  }

  private static void content(ObjectNode of, String mediaType, Schema schema) {
    of.withObjectProperty("content").putObject(mediaType).set("schema", schema.json());
  }

  private static void answer(ObjectNode responses, Route route, int status, AnswerText answer) {
    ObjectNode response = responses.withObjectProperty(String.valueOf(status));
    response.put("description", answer.says());
    answer.headers().forEach((name, schema) -> header(response, name, schema));
    Schema body = answer.body();
    if (body == null && route.method().getReturnType().isRecord()) {
      body = Schema.ref(route.method().getReturnType());
    }
    if (body != null) {
      for (String type : route.writes()) {
        content(response, type, body);
      }
    }
  }

  private static void header(ObjectNode response, String name, Schema schema) {
    ObjectNode inner = schema.json();
    ObjectNode header = response.withObjectProperty("headers").putObject(name);
    JsonNode says = inner.remove("description");
    if (says != null) {
      header.set("description", says);
    }
    header.set("schema", inner);
  }

  /** The problems that follow from what a route is, and those that only it knows. */
  private void problems(ObjectNode responses, Route route, OperationText text) {
    Map<Integer, Kind> kinds = new TreeMap<>();
    for (Kind kind : Kind.values()) {
      if (text.problems().containsKey(kind) || mayEndWith(kind, route)) {
        kinds.put(kind.status(), kind);
      }
    }
    kinds.forEach(
        (status, kind) -> {
          problems.put(kind, component(kind));
          ObjectNode response = responses.withObjectProperty(String.valueOf(status));
          response.put("$ref", "#/components/responses/" + component(kind));
          if (text.problems().containsKey(kind)) {
            response.put("description", text.problems().get(kind));
          }
        });
    responses.withObjectProperty("default").put("$ref", "#/components/responses/" + OTHER_PROBLEM);
  }

  private static boolean mayEndWith(Kind kind, Route route) {
    boolean body = route.body().isPresent();
    return switch (kind) {
      case UNREADABLE, INTERNAL, UNAVAILABLE -> true;
      case UNAUTHENTICATED, FORBIDDEN -> !isOpen(route);
      case NOT_ACCEPTABLE -> !route.writes().isEmpty();
      case TIMEOUT, TOO_LARGE, UNSUPPORTED_MEDIA_TYPE -> body;
      case INVALID -> body || !route.parameters().isEmpty();
      default -> false;
    };
  }

  private static String component(Kind kind) {
    StringBuilder name = new StringBuilder();
    for (String word : kind.name().split("_", -1)) {
      name.append(word.charAt(0)).append(word.substring(1).toLowerCase(Locale.ROOT));
    }
    return name.toString();
  }

  private void components() {
    ObjectNode components = document.putObject("components");
    ObjectNode schemas = components.putObject("schemas");
    api.schemas().forEach((name, schema) -> schemas.set(name, schema.json()));
    ObjectNode responses = components.putObject("responses");
    problems.forEach((kind, name) -> problem(responses.putObject(name), kind));
    content(
        responses.putObject(OTHER_PROBLEM).put("description", "Any other problem."),
        Problem.MEDIA_TYPE,
        Schema.ref(Problem.class));
    components
        .putObject("securitySchemes")
        .putObject(BEARER)
        .put("type", "http")
        .put("scheme", "bearer")
        .put(
            "description",
            "An API key, which is the application's, or a user's token, which reaches that user's"
                + " inbox alone. An operation names the scopes that a key needs for it: read,"
                + " publish or admin, which includes the others. A user's token has none, and needs"
                + " none.");
  }

  private static void problem(ObjectNode response, Kind kind) {
    response.put("description", kind.title() + ".");
    Answer.headersOf(kind.status()).keySet().forEach(name -> header(response, name, valueOf(name)));
    content(response, Problem.MEDIA_TYPE, Schema.ref(Problem.class));
  }

  private static Schema valueOf(String header) {
    return switch (header) {
      case "WWW-Authenticate" -> Schema.text().says("The scheme to authenticate by.");
      case "Retry-After" ->
          Schema.integer().range(0, Long.MAX_VALUE).says("After how many seconds to try again.");
      default -> throw new IllegalStateException("say here what the header " + header + " means");
    };
  }

  private void checkAllUsed() {
    for (OperationText text : api.operations()) {
      used(text.id());
    }
    api.parameters().keySet().forEach(this::used);
  }

  private void used(String name) {
    if (!described.contains(name)) {
      throw new IllegalStateException(name + " is described in an ApiPart, but there is none");
    }
  }
}
