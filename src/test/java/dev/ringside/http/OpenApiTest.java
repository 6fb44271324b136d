package dev.ringside.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.ringside.inbox.WireExamples;
import dev.ringside.support.TestNode;
import dev.ringside.wire.Problem;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import java.io.IOException;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The OpenAPI document says what the code does: all of it, and nothing else. */
class OpenApiTest {

  private static final java.nio.file.Path KEPT = java.nio.file.Path.of("docs", "openapi.json");
  private static final ObjectMapper JSON = new ObjectMapper();

  private static TestNode node;
  private static ApiDocument document;

  @BeforeAll
  static void start() throws Exception {
    node = TestNode.start();
    TestNode.Answer answer = node.callAs(null, "GET", "/openapi.json", null);
    assertThat(answer.status()).as(answer.raw().body()).isEqualTo(200);
    assertThat(answer.header("Content-Type")).isEqualTo("application/json");
    document = new ApiDocument(answer.body());
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  // The document as such

  @Test
  void keptDocument_isWhatIsServed() throws IOException {
    String served = pretty(document.json());
    if (Boolean.getBoolean("docs.write")) {
      Files.createDirectories(KEPT.getParent());
      Files.writeString(KEPT, served);
    }
    assertThat(KEPT)
        .as("docs/openapi.json; mvn test -Dtest=OpenApiTest -Ddocs.write=true writes it anew")
        .hasContent(served);
  }

  private static String pretty(JsonNode json) throws IOException {
    DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
    return JSON.writer(
                new DefaultPrettyPrinter().withObjectIndenter(indenter).withArrayIndenter(indenter))
            .writeValueAsString(json)
        + "\n";
  }

  @Test
  void document_isValidOpenApi() {
    assertThat(document.json().path("openapi").asText()).isEqualTo("3.1.0");
    assertThat(document.faults()).isEmpty();
    assertThat(document.faultsOfSchemas()).isEmpty();
  }

  @Test
  void everyReference_leadsSomewhere_andEveryComponentIsUsed() {
    Set<String> references =
        document.json().findValuesAsText("$ref").stream().collect(Collectors.toSet());
    assertThat(references)
        .allSatisfy(
            ref -> assertThat(document.json().at(ref.substring(1)).isMissingNode()).isFalse());
    Set<String> components = new TreeSet<>();
    for (String kind : List.of("schemas", "responses")) {
      ApiDocument.names(document.json().at("/components/" + kind))
          .forEach(name -> components.add("#/components/" + kind + "/" + name));
    }
    assertThat(references).containsExactlyInAnyOrderElementsOf(components);
  }

  @Test
  void version_isTheBuilds() throws IOException {
    String pom = Files.readString(java.nio.file.Path.of("pom.xml"));
    String version = document.json().at("/info/version").asText();
    assertThat(pom)
        .contains("<artifactId>ringside</artifactId>\n  <version>" + version + "</version>");
  }

  @Test
  void everyOperation_hasItsOwnIdAndASummary() {
    List<String> ids = document.json().findValuesAsText("operationId");
    assertThat(ids).doesNotHaveDuplicates().hasSameSizeAs(document.routes());
    assertThat(document.json().findValuesAsText("summary")).noneMatch(String::isBlank);
  }

  // Against the code

  private static List<Class<?>> resources() {
    return new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.ringside")
            .stream()
            .filter(type -> type.isAnnotatedWith(Path.class))
            .<Class<?>>map(JavaClass::reflect)
            .toList();
  }

  private static Map<String, Method> methods() {
    Map<String, Method> methods = new TreeMap<>();
    for (Class<?> resource : resources()) {
      for (Method method : resource.getMethods()) {
        for (Annotation annotation : method.getAnnotations()) {
          HttpMethod verb = annotation.annotationType().getAnnotation(HttpMethod.class);
          if (verb != null) {
            methods.put(verb.value() + " " + path(resource) + path(method), method);
          }
        }
      }
    }
    return methods;
  }

  private static String path(AnnotatedElement element) {
    Path path = element.getAnnotation(Path.class);
    return path == null || path.value().isEmpty() ? "" : "/" + path.value();
  }

  @Test
  void routes_areThoseOfTheResources() {
    assertThat(document.routes()).isNotEmpty().isEqualTo(methods().keySet());
  }

  @Test
  void parameters_areThoseOfTheMethods_withTheirDefaults() {
    methods()
        .forEach(
            (route, method) -> {
              Set<String> expected = new TreeSet<>();
              for (Parameter parameter : method.getParameters()) {
                parameter(parameter).ifPresent(expected::add);
              }
              Set<String> actual = new TreeSet<>();
              operation(route)
                  .path("parameters")
                  .forEach(
                      parameter -> {
                        JsonNode otherwise = parameter.path("schema").path("default");
                        actual.add(
                            parameter.path("in").asText()
                                + " "
                                + parameter.path("name").asText()
                                + (otherwise.isMissingNode() ? "" : " = " + otherwise.asText()));
                        assertThat(parameter.path("description").asText()).as(route).isNotBlank();
                      });
              assertThat(actual).as(route).isEqualTo(expected);
            });
  }

  private static Optional<String> parameter(Parameter parameter) {
    PathParam path = parameter.getAnnotation(PathParam.class);
    QueryParam query = parameter.getAnnotation(QueryParam.class);
    HeaderParam header = parameter.getAnnotation(HeaderParam.class);
    DefaultValue value = parameter.getAnnotation(DefaultValue.class);
    String otherwise = value == null ? "" : " = " + value.value();
    return Stream.of(
            path == null ? null : "path " + path.value(),
            query == null ? null : "query " + query.value(),
            header == null ? null : "header " + header.value())
        .filter(Objects::nonNull)
        .map(name -> name + otherwise)
        .findFirst();
  }

  private static JsonNode operation(String route) {
    String[] parts = route.split(" ", 2);
    return document.operation(parts[0], parts[1]);
  }

  @Test
  void everyBodyAndAnswerThatIsARecord_isInTheDocument_fieldByField() {
    Set<Class<?>> records = new LinkedHashSet<>();
    for (Method method : methods().values()) {
      collect(method.getReturnType(), records);
      Arrays.stream(method.getParameters())
          .filter(parameter -> parameter.getAnnotations().length == 0)
          .forEach(parameter -> collect(parameter.getType(), records));
    }
    assertThat(records).hasSizeGreaterThan(5);
    for (Class<?> type : records) {
      assertThat(document.fields(type.getSimpleName()))
          .as(type.getSimpleName())
          .isEqualTo(components(type));
    }
    assertThat(document.fields("MarkedAnswer")).containsExactlyInAnyOrder("revision", "unread");
  }

  private static void collect(Type type, Set<Class<?>> into) {
    if (type instanceof ParameterizedType generic) {
      for (Type argument : generic.getActualTypeArguments()) {
        collect(argument, into);
      }
    } else if (type instanceof Class<?> record && record.isRecord() && into.add(record)) {
      for (RecordComponent component : record.getRecordComponents()) {
        collect(component.getGenericType(), into);
      }
    }
  }

  private static Set<String> components(Class<?> record) {
    return Arrays.stream(record.getRecordComponents())
        .map(RecordComponent::getName)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void everyField_ofABodyOrAnAnswer_saysWhatItMeans() {
    for (var schema : document.json().at("/components/schemas").properties()) {
      for (var field : schema.getValue().path("properties").properties()) {
        assertThat(isPlain(field.getValue()))
            .as("%s.%s says what it means", schema.getKey(), field.getKey())
            .isTrue();
      }
    }
  }

  private static boolean isPlain(JsonNode field) {
    return field.has("description")
        || field.has("const")
        || field.has("$ref")
        || field.at("/items/format").asText().equals("uuid");
  }

  @Test
  void problem_mayLackItsErrors() {
    assertThat(Problem.class.getAnnotation(JsonInclude.class)).isNotNull();
    assertThat(document.required("Problem"))
        .containsExactlyInAnyOrder("type", "title", "status", "detail");
  }

  // Against what is written by hand

  @Test
  void handWrittenJson_hasTheFieldsOfItsSchema_andNoOthers() {
    JsonNode frame = TestNode.json(WireExamples.frame());
    JsonNode list = TestNode.json(WireExamples.list());
    wholly("Notification", TestNode.json(WireExamples.notification()));
    wholly("NotificationList", list);
    wholly("InboxFrame", frame);
    wholly("PutChange", frame.at("/changes/0"));
    wholly("ReadChange", frame.at("/changes/1"));
    wholly("DeleteChange", frame.at("/changes/2"));
  }

  private static void wholly(String schema, JsonNode value) {
    assertThat(ApiDocument.names(value)).as(schema).isEqualTo(document.fields(schema));
    assertThat(document.faults("/components/schemas/" + schema, value)).as(schema).isEmpty();
  }

  // Against a node

  /**
   * Calls, and checks that the document allows what came.
   *
   * @param path the path as the document has it
   */
  private static TestNode.Answer conforming(
      int status, String verb, String path, String query, @Nullable String body) {
    String actual =
        path.replace("{user}", "42").replace("{key}", "k%2F1").replace("{id}", lastId) + query;
    return conforming(status, verb, path, node.call(verb, actual, body));
  }

  private static TestNode.Answer conforming(
      int status, String verb, String path, TestNode.Answer answer) {
    assertThat(answer.status()).as(verb + " " + path + answer.body()).isEqualTo(status);
    String at =
        "/paths/"
            + path.replace("~", "~0").replace("/", "~1")
            + "/"
            + verb.toLowerCase(Locale.ROOT)
            + "/responses/"
            + status;
    JsonNode said = document.json().at(at);
    assertThat(said.isMissingNode()).as(at).isFalse();
    String where = said.has("$ref") ? said.get("$ref").asText().substring(1) : at;
    JsonNode response = document.resolve(said);
    for (String header : ApiDocument.names(response.path("headers"))) {
      if (!header.equals("Link")) {
        assertThat(answer.header(header)).as(header).isNotEmpty();
      }
    }
    if (!response.has("content")) {
      assertThat(answer.raw().body()).as(at).isEmpty();
      return answer;
    }
    String type = answer.header("Content-Type");
    assertThat(ApiDocument.names(response.path("content"))).as(at).contains(type);
    String schema = where + "/content/" + type.replace("/", "~1") + "/schema";
    assertThat(document.faults(schema, answer.body())).as(at).isEmpty();
    return answer;
  }

  private static String lastId = "";

  @Test
  void answers_areAsTheDocumentSays() {
    String inbox = "/api/users/{user}";
    String list = inbox + "/notifications";
    String whole =
        """
        {"style":"warning","title":"t","content":"c","link":"https://example.com/x","data":{"a":[1.50]},
         "category":"c","key":"k","progress":7,"ttlSeconds":60,"quiet":true}\
        """;
    lastId = conforming(201, "POST", list, "", whole).body().path("id").asText();
    conforming(200, "POST", list, "", whole);
    conforming(201, "PUT", list + "/by-key/{key}", "", "{\"content\":\"c\"}");
    TestNode.Answer page = conforming(200, "GET", list, "?limit=1", null);
    assertThat(page.header("Link")).contains("rel=\"next\"");
    conforming(200, "GET", list + "/{id}", "", null);
    conforming(200, "POST", list + "/read", "", "{\"ids\":[\"" + lastId + "\"]}");
    conforming(200, "POST", list + "/unread", "", "{\"through\":17}");
    conforming(409, "POST", list + "/read", "", "{\"through\":17,\"epoch\":\"other\"}");
    conforming(200, "GET", inbox + "/changes", "", null);
    conforming(200, "GET", inbox + "/inbox", "", null);
    conforming(200, "DELETE", list + "/{id}", "", null);
    conforming(200, "POST", list + "/delete", "", "{\"through\":100}");
    conforming(200, "POST", inbox + "/tokens", "", "{\"ttlSeconds\":60}");
    conforming(
        200,
        "POST",
        "/api/notifications",
        "",
        "{\"users\":[\"1\",\"me\"],\"notification\":{\"title\":\"t\"}}");
    conforming(204, "DELETE", inbox, "", null);
    conforming(200, "GET", "/api/client", "", null);
    conforming(200, "GET", "/health/live", "", null);
    conforming(200, "GET", "/health/ready", "", null);
    conforming(200, "GET", "/openapi.json", "", null);
  }

  @Test
  void problems_areAsTheDocumentSays() {
    String list = "/api/users/{user}/notifications";
    lastId = "0198c1f0-7a52-7c1e-9d2b-6f1a4f0e3b11";
    conforming(400, "GET", list, "?limit=abc", null);
    conforming(422, "GET", list, "?limit=101", null);
    conforming(400, "POST", list, "", "{\"tilte\":\"t\"}");
    conforming(422, "POST", list, "", "{}");
    conforming(404, "GET", list + "/{id}", "", null);
    conforming(404, "DELETE", list + "/{id}", "", null);
    conforming(401, "GET", list, node.callAs("wrong", "GET", "/api/users/42/notifications", null));
    conforming(
        403, "GET", list, node.callAs(node.token("7"), "GET", "/api/users/42/notifications", null));
    conforming(
        415,
        "POST",
        list,
        node.callAs(
            TestNode.KEY,
            "POST",
            "/api/users/42/notifications",
            "x",
            "Content-Type",
            "text/plain"));
    conforming(413, "POST", list, "", "{\"title\":\"" + "x".repeat(70_000) + "\"}");
    conforming(
        406,
        "GET",
        list,
        node.callAs(
            TestNode.KEY, "GET", "/api/users/42/notifications", null, "Accept", "text/css"));
  }

  static Stream<String> drafts() {
    return Stream.of(
        "{\"title\":\"" + "ä".repeat(256) + "\"}",
        "{\"title\":\"" + "ä".repeat(257) + "\"}",
        "{\"title\":\"" + "😀".repeat(256) + "\"}",
        "{\"content\":\"" + "x".repeat(8_000) + "\"}",
        "{\"content\":\"" + "x".repeat(8_001) + "\"}",
        "{\"style\":\"info\"}",
        "{\"title\":\"t\",\"style\":\"loud\"}",
        "{\"title\":\"t\",\"progress\":100}",
        "{\"title\":\"t\",\"progress\":101}",
        "{\"title\":\"t\",\"progress\":-1}",
        "{\"title\":\"t\",\"progress\":1.5}",
        "{\"title\":\"t\",\"link\":\"/\"}",
        "{\"title\":\"t\",\"link\":\"HTTPS://x\"}",
        "{\"title\":\"t\",\"link\":\"//x\"}",
        "{\"title\":\"t\",\"link\":\"/\\\\x\"}",
        "{\"title\":\"t\",\"link\":\"javascript:x\"}",
        "{\"title\":\"t\",\"link\":\"/a b\"}",
        "{\"title\":\"t\",\"key\":\"" + "k".repeat(128) + "\"}",
        "{\"title\":\"t\",\"key\":\"\"}",
        "{\"title\":\"t\",\"key\":\"" + "k".repeat(129) + "\"}",
        "{\"title\":\"t\",\"category\":\"" + "k".repeat(65) + "\"}",
        "{\"title\":\"t\",\"ttlSeconds\":0}",
        "{\"title\":\"t\",\"ttlSeconds\":315360000}",
        "{\"title\":\"t\",\"ttlSeconds\":315360001}",
        "{\"title\":\"t\",\"ttlSeconds\":5,\"expiresAt\":\"2027-01-01T00:00:00Z\"}",
        "{\"title\":\"t\",\"expiresAt\":\"tomorrow\"}",
        "{\"title\":\"t\",\"quiet\":\"yes\"}",
        "{\"title\":\"t\",\"data\":[1,\"2\",{\"a\":true}]}",
        "{\"title\":\"t\",\"sound\":\"ping\"}");
  }

  @ParameterizedTest
  @MethodSource("drafts")
  void draft_isTakenByTheNode_whereTheSchemaAllowsIt(String draft) {
    bothAgree("DraftBody", "/api/users/drafts/notifications", draft);
  }

  static Stream<String> marks() {
    String id = "\"0198c1f0-7a52-7c1e-9d2b-6f1a4f0e3b11\"";
    return Stream.of(
        "{}",
        "{\"ids\":[" + id + "]}",
        "{\"ids\":[]}",
        "{\"ids\":[\"x\"]}",
        "{\"through\":0}",
        "{\"through\":-1}",
        "{\"through\":1,\"ids\":[" + id + "]}",
        "{\"ids\":[" + id + "],\"epoch\":\"x\"}",
        "{\"ids\":[" + (id + ",").repeat(999) + id + "]}",
        "{\"ids\":[" + (id + ",").repeat(1_000) + id + "]}");
  }

  @ParameterizedTest
  @MethodSource("marks")
  void mark_isTakenByTheNode_whereTheSchemaAllowsIt(String mark) {
    bothAgree("MarkBody", "/api/users/marks/notifications/read", mark);
  }

  private static void bothAgree(String schema, String path, String body) {
    List<String> faults = document.faults("/components/schemas/" + schema, TestNode.json(body));
    TestNode.Answer answer = node.call("POST", path, body);
    assertThat(answer.status() < 300)
        .as("the node says %s %s, the schema %s", answer.status(), answer.body(), faults)
        .isEqualTo(faults.isEmpty());
  }
}
