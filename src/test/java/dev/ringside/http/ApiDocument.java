package dev.ringside.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaId;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion.VersionFlag;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/** An OpenAPI document, and what tests ask of it. */
final class ApiDocument {

  private static final JsonSchemaFactory SCHEMAS =
      JsonSchemaFactory.getInstance(VersionFlag.V202012);
  private static final SchemaValidatorsConfig STRICT =
      SchemaValidatorsConfig.builder().formatAssertionsEnabled(true).build();

  private final JsonNode json;
  private final Map<String, JsonSchema> schemas = new ConcurrentHashMap<>();

  ApiDocument(JsonNode json) {
    this.json = json;
  }

  JsonNode json() {
    return json;
  }

  /** What the official schema of OpenAPI 3.1 says against the document. */
  List<String> faults() {
    try (InputStream schema =
        Objects.requireNonNull(
            ApiDocument.class.getResourceAsStream("/spec.openapis.org/oas/3.1/schema/2022-10-07"),
            "the schema of OpenAPI 3.1")) {
      return messages(SCHEMAS.getSchema(schema), json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What the meta-schema of 2020-12 says against the schemas in the document. */
  List<String> faultsOfSchemas() {
    JsonSchema meta = SCHEMAS.getSchema(SchemaLocation.of(SchemaId.V202012));
    List<String> faults = new ArrayList<>();
    for (JsonNode schema : json.findValues("schema")) {
      faults.addAll(messages(meta, schema));
    }
    json.at("/components/schemas").forEach(schema -> faults.addAll(messages(meta, schema)));
    return faults;
  }

  /** What a schema of the document, named by a JSON pointer, says against a value. */
  List<String> faults(String pointer, JsonNode value) {
    return messages(schemas.computeIfAbsent(pointer, this::schemaAt), value);
  }

  private JsonSchema schemaAt(String pointer) {
    ObjectNode schema = JsonNodeFactory.instance.objectNode();
    schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
    schema.set("components", json.get("components"));
    schema.set("paths", json.get("paths"));
    schema.put("$ref", "#" + pointer);
    return SCHEMAS.getSchema(schema, STRICT);
  }

  private static List<String> messages(JsonSchema schema, JsonNode value) {
    return schema.validate(value).stream().map(Object::toString).sorted().toList();
  }

  /** Every route as method and path: {@code GET /api/client}. */
  Set<String> routes() {
    Set<String> routes = new TreeSet<>();
    for (var path : json.path("paths").properties()) {
      for (var operation : path.getValue().properties()) {
        routes.add(operation.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey());
      }
    }
    return routes;
  }

  JsonNode operation(String verb, String path) {
    return json.path("paths").path(path).path(verb.toLowerCase(Locale.ROOT));
  }

  /** Where a pointer leads, references followed. */
  JsonNode resolve(JsonNode node) {
    return node.has("$ref") ? json.at(node.get("$ref").asText().substring(1)) : node;
  }

  JsonNode schema(String name) {
    return json.at("/components/schemas/" + name);
  }

  Set<String> fields(String schema) {
    return names(schema(schema).path("properties"));
  }

  Set<String> required(String schema) {
    Set<String> required = new TreeSet<>();
    schema(schema).path("required").forEach(name -> required.add(name.asText()));
    return required;
  }

  static Set<String> names(JsonNode object) {
    Set<String> names = new TreeSet<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }
}
