package dev.ringside.wire.api;

import dev.ringside.wire.Problem;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What is said of one operation. Problems that any operation may end with need not be said. */
public final class OperationText {

  private final Class<?> resource;
  private final String method;
  private final String tag;
  private final String id;
  private final String summary;
  private final SortedMap<Integer, AnswerText> answers = new TreeMap<>();
  private final Map<Problem.Kind, String> problems = new LinkedHashMap<>();
  private @Nullable String more;

  OperationText(Class<?> resource, String method, String tag, String id, String summary) {
    this.resource = resource;
    this.method = method;
    this.tag = tag;
    this.id = id;
    this.summary = summary;
  }

  /** Says more than the summary does. */
  public OperationText says(String more) {
    this.more = more;
    return this;
  }

  /** An answer whose body is the record that the method returns, or that has none. */
  public OperationText answers(int status, String says) {
    return answers(status, says, null);
  }

  /** An answer with a body of a schema. */
  public OperationText answers(int status, String says, @Nullable Schema body) {
    answers.put(status, new AnswerText(says, body, new TreeMap<>()));
    return this;
  }

  /** A header of the answer that was described last. */
  public OperationText header(int status, String name, String says, Schema schema) {
    AnswerText answer = answers.get(status);
    if (answer == null) {
      throw new IllegalArgumentException(id + " has no answer " + status);
    }
    answer.headers.put(name, schema.says(says));
    return this;
  }

  /** A problem that only some operations end with. */
  public OperationText problem(Problem.Kind kind, String when) {
    problems.put(kind, when);
    return this;
  }

  /** The class that holds the method. */
  public Class<?> resource() {
    return resource;
  }

  /** The method's Java name. */
  public String method() {
    return method;
  }

  /** What it belongs to. */
  public String tag() {
    return tag;
  }

  /** Its name in the document. */
  public String id() {
    return id;
  }

  /** What it does, in a line. */
  public String summary() {
    return summary;
  }

  /** What else is to be known, if anything. */
  public @Nullable String more() {
    return more;
  }

  /** What it answers where all is well, by status. */
  public SortedMap<Integer, AnswerText> answers() {
    return answers;
  }

  /** The problems of its own, and when. */
  public Map<Problem.Kind, String> problems() {
    return problems;
  }

  /**
   * What is said of an answer.
   *
   * @param says when it comes
   * @param body its schema, or null where the method's type tells
   * @param headers by name, with their meaning in the schema
   */
  public record AnswerText(String says, @Nullable Schema body, SortedMap<String, Schema> headers) {}
}
