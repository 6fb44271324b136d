package dev.ringside.wire.api;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * Collects what features say of the HTTP API. Saying a thing twice is a mistake and ends in an
 * {@link IllegalArgumentException}. Not for several threads.
 */
public final class Api {

  private final List<OperationText> operations = new ArrayList<>();
  private final SortedMap<String, Schema> schemas = new TreeMap<>();
  private final SequencedMap<String, ParameterText> parameters = new LinkedHashMap<>();
  private final SortedMap<String, String> tags = new TreeMap<>();

  /**
   * Says what a method of a resource does.
   *
   * @param method its Java name, without an overload
   * @param id the operation's name in the document, for good
   */
  public OperationText operation(
      Class<?> resource, String method, String tag, String id, String summary) {
    OperationText operation = new OperationText(resource, method, tag, id, summary);
    operations.add(operation);
    return operation;
  }

  /** Names a schema for {@link Schema#ref(String)}. */
  public void schema(String name, Schema schema) {
    once(schemas.putIfAbsent(name, schema) == null, name);
  }

  /** Names the schema of a record after its class; its components are the fields. */
  public Schema schema(Class<? extends Record> type) {
    Schema schema = Schema.ofRecord(type);
    schema(type.getSimpleName(), schema);
    return schema;
  }

  /** Says what a parameter means wherever it stands; its type and default follow from the code. */
  public void parameter(String name, String says, UnaryOperator<Schema> limits) {
    once(parameters.putIfAbsent(name, new ParameterText(says, limits)) == null, name);
  }

  /** The same for the routes of one resource, where a name means something else than elsewhere. */
  public void parameter(Class<?> resource, String name, String says, UnaryOperator<Schema> limits) {
    parameter(key(resource, name), says, limits);
  }

  /** Under which name a parameter of a resource is described. */
  public String nameOf(Class<?> resource, String name) {
    String own = key(resource, name);
    return parameters.containsKey(own) ? own : name;
  }

  private static String key(Class<?> resource, String name) {
    return resource.getSimpleName() + "." + name;
  }

  /** Says what the operations of a tag have in common. */
  public void tag(String name, String says) {
    once(tags.putIfAbsent(name, says) == null, name);
  }

  private static void once(boolean first, String name) {
    if (!first) {
      throw new IllegalArgumentException(name + " is described twice");
    }
  }

  /** All operations, in the order in which they were described. */
  public Collection<OperationText> operations() {
    return operations;
  }

  /** All named schemas. */
  public SortedMap<String, Schema> schemas() {
    return schemas;
  }

  /** All parameters, by name. */
  public SequencedMap<String, ParameterText> parameters() {
    return parameters;
  }

  /** All tags, by name. */
  public SortedMap<String, String> tags() {
    return tags;
  }

  /**
   * What is said of a parameter.
   *
   * @param says its meaning
   * @param limits adds to the schema of its type
   */
  public record ParameterText(String says, UnaryOperator<Schema> limits) {}
}
