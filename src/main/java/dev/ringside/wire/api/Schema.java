package dev.ringside.wire.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ringside.wire.Flag;
import dev.ringside.wire.Json;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A JSON schema (2020-12, as OpenAPI 3.1 has it) in the making: of a Java type, or by hand. Not for
 * several threads.
 */
public final class Schema {

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final ObjectNode node = JSON.objectNode();

  private Schema() {}

  private static Schema ofType(String type) {
    return new Schema().put("type", JSON.textNode(type));
  }

  private static Schema ofFormat(String type, String format) {
    return ofType(type).put("format", JSON.textNode(format));
  }

  /** The schema of a Java type as {@link Json} reads and writes it. */
  public static Schema of(Type type) {
    if (type instanceof ParameterizedType list && list.getRawType() == List.class) {
      return list(of(list.getActualTypeArguments()[0]));
    }
    if (!(type instanceof Class<?> plain)) {
      throw new IllegalArgumentException("no schema for " + type);
    }
    if (plain.isEnum()) {
      return text().oneOf(plain.getEnumConstants());
    }
    return switch (plain.getName()) {
      case "java.lang.String" -> text();
      case "int", "java.lang.Integer" -> ofFormat("integer", "int32");
      case "long", "java.lang.Long" -> integer();
      case "boolean", "java.lang.Boolean" -> bool();
      default -> ofObject(plain);
    };
  }

  private static Schema ofObject(Class<?> type) {
    if (type == Flag.class) {
      return bool();
    }
    if (type == UUID.class) {
      return id();
    }
    if (type == Instant.class) {
      return time();
    }
    if (type == JsonNode.class) {
      return any();
    }
    if (type.isRecord()) {
      return ref(type);
    }
    throw new IllegalArgumentException("no schema for " + type);
  }

  /** An object of a record's components; those that are never left out are required. */
  static Schema ofRecord(Class<? extends Record> type) {
    Schema schema = object();
    for (RecordComponent component : type.getRecordComponents()) {
      schema.optional(component.getName(), of(component.getGenericType()));
      if (!isLeftOut(component)) {
        schema.require(component.getName());
      }
    }
    return schema;
  }

  /** Whether a component may be absent on the wire. */
  private static boolean isLeftOut(RecordComponent component) {
    JsonInclude include = component.getDeclaringRecord().getAnnotation(JsonInclude.class);
    return component.getAnnotatedType().isAnnotationPresent(Nullable.class)
        || (include != null
            && include.value() == JsonInclude.Include.NON_EMPTY
            && component.getType() == List.class);
  }

  /** Any text. */
  public static Schema text() {
    return ofType("string");
  }

  /** A whole number of up to 64 bits. */
  public static Schema integer() {
    return ofFormat("integer", "int64");
  }

  /** True or false. */
  public static Schema bool() {
    return ofType("boolean");
  }

  /** An RFC 3339 time. */
  public static Schema time() {
    return ofFormat("string", "date-time");
  }

  /** A UUID. */
  public static Schema id() {
    return ofFormat("string", "uuid");
  }

  /** A URI, or a path. */
  public static Schema uri() {
    return ofFormat("string", "uri-reference");
  }

  /** Any JSON value. */
  public static Schema any() {
    return new Schema();
  }

  /** An object whose fields are yet to be named. */
  public static Schema object() {
    return ofType("object");
  }

  /** A list. */
  public static Schema list(Schema of) {
    return ofType("array").put("items", of.node);
  }

  /** The schema of this name. */
  public static Schema ref(String name) {
    return new Schema().put("$ref", JSON.textNode("#/components/schemas/" + name));
  }

  /** The schema of this record. */
  public static Schema ref(Class<?> record) {
    return ref(record.getSimpleName());
  }

  /** One of several objects, told apart by the text of one field; {@link #when} names them. */
  public static Schema choice(String field) {
    Schema schema = new Schema();
    schema.node.putArray("oneOf");
    schema.node.putObject("discriminator").put("propertyName", field).putObject("mapping");
    return schema;
  }

  /** One more of the objects of a {@link #choice}. */
  public Schema when(String value, String name) {
    ObjectNode ref = ref(name).node;
    node.withArrayProperty("oneOf").add(ref);
    node.withObjectProperty("discriminator")
        .withObjectProperty("mapping")
        .set(value, ref.get("$ref"));
    return this;
  }

  /** At most so many characters, or entries. */
  public Schema atMost(int max) {
    return put(isList() ? "maxItems" : "maxLength", JSON.numberNode(max));
  }

  /** At least so many characters, or entries. */
  public Schema atLeast(int min) {
    return put(isList() ? "minItems" : "minLength", JSON.numberNode(min));
  }

  private boolean isList() {
    return node.path("type").asText().equals("array");
  }

  /** From {@code min} to {@code max}, both allowed. */
  public Schema range(long min, long max) {
    put("minimum", JSON.numberNode(min));
    return max == Long.MAX_VALUE ? this : put("maximum", JSON.numberNode(max));
  }

  /** Text of this form. */
  public Schema matches(String pattern) {
    return put("pattern", JSON.textNode(pattern));
  }

  /** One of these values, as they stand on the wire. */
  public Schema oneOf(Object... values) {
    ArrayNode all = node.putArray("enum");
    for (Object value : values) {
      all.add(wire(value));
    }
    return this;
  }

  /** This value and no other. */
  public Schema always(Object value) {
    return put("const", wire(value));
  }

  /** This value where it is left out. */
  public Schema otherwise(Object value) {
    return put("default", wire(value));
  }

  private static JsonNode wire(Object value) {
    return Json.tree(new String(Json.bytes(value), StandardCharsets.UTF_8));
  }

  /** Says what it means. */
  public Schema says(String meaning) {
    return put("description", JSON.textNode(meaning));
  }

  /** Adds to what is said of a field that is there. */
  public Schema with(String field, UnaryOperator<Schema> more) {
    if (!(node.path("properties").get(field) instanceof ObjectNode known)) {
      throw new IllegalArgumentException("there is no field " + field);
    }
    Schema schema = new Schema();
    schema.node.setAll(known);
    known.setAll(more.apply(schema).node);
    return this;
  }

  /** A field that is always there. */
  public Schema field(String name, Schema schema) {
    return optional(name, schema).require(name);
  }

  /** A field that may be left out. */
  public Schema optional(String name, Schema schema) {
    node.withObjectProperty("properties").set(name, schema.node);
    return this;
  }

  /** Requires fields whose Java type would let them be left out. */
  public Schema require(String... names) {
    for (String name : names) {
      node.withArrayProperty("required").add(name);
    }
    return this;
  }

  /** Requires at least one of two fields. */
  public Schema either(String a, String b) {
    return put("anyOf", required(a).add(requiring(b)));
  }

  /** Requires one of two fields, and not both. */
  public Schema eitherOr(String a, String b) {
    return put("oneOf", required(a).add(requiring(b)));
  }

  private static ArrayNode required(String name) {
    return JSON.arrayNode().add(requiring(name));
  }

  private static ObjectNode requiring(String... names) {
    ObjectNode requiring = JSON.objectNode();
    ArrayNode list = requiring.putArray("required");
    List.of(names).forEach(list::add);
    return requiring;
  }

  /** Forbids two fields at once; may be said of several pairs. */
  public Schema notBoth(String a, String b) {
    node.withObjectProperty("not").withArrayProperty("anyOf").add(requiring(a, b));
    return this;
  }

  /** Allows a field only where another is. */
  public Schema onlyWith(String field, String other) {
    node.withObjectProperty("dependentRequired").putArray(field).add(other);
    return this;
  }

  /** Refuses fields that are not named here. */
  public Schema closed() {
    return put("additionalProperties", JSON.booleanNode(false));
  }

  private Schema put(String keyword, JsonNode value) {
    node.set(keyword, value);
    return this;
  }

  /** The schema as JSON. */
  public ObjectNode json() {
    return node.deepCopy();
  }
}
