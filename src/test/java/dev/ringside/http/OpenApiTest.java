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
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

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
}
