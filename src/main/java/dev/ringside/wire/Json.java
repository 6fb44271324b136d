package dev.ringside.wire;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import com.fasterxml.jackson.core.util.BufferRecycler;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.InvalidTypeIdException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import com.fasterxml.jackson.databind.type.LogicalType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * JSON as Ringside reads and writes it. Reading is strict: an unknown field, a value of another
 * type, a duplicate name or anything after the value is an error that names the field. Safe for any
 * thread.
 */
public final class Json {

  private static final int MAX_DEPTH = 64;

  private static final JsonMapper MAPPER = mapper();

  private Json() {}

  private static JsonMapper mapper() {
    JsonFactory factory =
        JsonFactory.builder()
            .streamReadConstraints(
                StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();
    return JsonMapper.builder(factory)
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
        .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
        .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
        .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
        .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
        .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
        .withCoercionConfig(
            LogicalType.Textual,
            coercion -> {
              for (var shape : CoercionInputShape.values()) {
                if (shape != CoercionInputShape.String && shape != CoercionInputShape.EmptyString) {
                  coercion.setCoercion(shape, CoercionAction.Fail);
                }
              }
            })
        .addModule(new SimpleModule().addSerializer(Instant.class, new TimeSerializer()))
        .defaultPropertyInclusion(
            JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.NON_NULL))
        .build();
  }

  /** A reader for one type; make it once and keep it. */
  public static <T> Reader<T> reader(Class<T> type) {
    return new Reader<>(MAPPER.readerFor(type));
  }

  /**
   * Reads values of one type.
   *
   * @param <T> a record, whose components are the fields
   */
  public static final class Reader<T> {

    private final ObjectReader reader;

    private Reader(ObjectReader reader) {
      this.reader = reader;
    }

    /**
     * Reads one JSON value from UTF-8.
     *
     * @throws ProblemException a 400 that says what could not be read, and where
     */
    public T read(byte[] utf8) {
      return read(decode(utf8));
    }

    /**
     * Reads a value that was parsed before.
     *
     * @throws ProblemException a 400 that says what could not be read, and where
     */
    public T read(JsonNode parsed) {
      try {
        return reader.readValue(parsed);
      } catch (IOException e) {
        throw unreadable(e);
      }
    }

    /**
     * Reads one JSON value.
     *
     * @throws ProblemException a 400 that says what could not be read, and where
     */
    public T read(String text) {
      if (text.isBlank()) {
        throw ProblemException.of(
            Problem.Kind.UNREADABLE, "A JSON object is expected, but nothing came.");
      }
      T value;
      try {
        value = reader.readValue(text);
      } catch (JsonProcessingException e) {
        throw unreadable(e);
      }
      if (value == null) {
        throw ProblemException.of(Problem.Kind.UNREADABLE, "A JSON object is expected, not null.");
      }
      return value;
    }
  }

  /** The object that a text holds, whatever is in it; null where it is anything else. */
  public static @Nullable ObjectNode object(String text) {
    try {
      return MAPPER.readTree(text) instanceof ObjectNode object ? object : null;
    } catch (JsonProcessingException e) {
      return null;
    }
  }

  private static String decode(byte[] utf8) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
    } catch (CharacterCodingException e) {
      throw ProblemException.of(Problem.Kind.UNREADABLE, "The body is not valid UTF-8.");
    }
  }

  private static ProblemException unreadable(IOException e) {
    if (e instanceof InvalidTypeIdException) {
      return ProblemException.ofField(
          Problem.Kind.UNREADABLE, "type", "is missing or not known here");
    }
    if (e instanceof JsonMappingException mapping && !mapping.getPath().isEmpty()) {
      return ProblemException.ofField(
          kindOf(mapping), path(mapping.getPath()), whatWouldBeRight(mapping));
    }
    if (e instanceof MismatchedInputException) {
      return ProblemException.of(Problem.Kind.UNREADABLE, "A JSON object is expected.");
    }
    if (!(e instanceof JsonProcessingException broken)) {
      throw new UncheckedIOException(e);
    }
    var at = broken.getLocation();
    String where =
        at == null ? "" : " (line " + at.getLineNr() + ", column " + at.getColumnNr() + ")";
    return ProblemException.of(
        Problem.Kind.UNREADABLE, "%s", "The JSON is broken" + where + ": " + firstLine(broken));
  }

  /** A value of the right type that is none of those allowed was read: it is out of range. */
  private static Problem.Kind kindOf(JsonMappingException e) {
    boolean noneOfThose =
        e instanceof InvalidFormatException format
            && format.getTargetType().isEnum()
            && format.getValue() instanceof String;
    return noneOfThose || e.getCause() instanceof InputCoercionException
        ? Problem.Kind.INVALID
        : Problem.Kind.UNREADABLE;
  }

  private static String whatWouldBeRight(JsonMappingException e) {
    return switch (e) {
      case UnrecognizedPropertyException unknown -> {
        var known = unknown.getKnownPropertyIds();
        yield "is not known here"
            + (known == null
                ? ""
                : "; known are "
                    + known.stream()
                        .map(String::valueOf)
                        .sorted()
                        .collect(Collectors.joining(", ")));
      }
      case InvalidFormatException format when format.getTargetType().isEnum() ->
          "must be one of "
              + List.of(format.getTargetType().getEnumConstants()).stream()
                  .map(String::valueOf)
                  .collect(Collectors.joining(", "));
      case MismatchedInputException mismatch when mismatch.getTargetType() != null ->
          "must be " + kindOf(mismatch.getTargetType());
      case JsonMappingException wrapped when wrapped.getCause() instanceof InputCoercionException ->
          "is out of range";
      default -> "could not be read: " + firstLine(e);
    };
  }

  private static String kindOf(Class<?> type) {
    if (type == String.class || type == UUID.class) {
      return "a text";
    }
    if (type == Boolean.class || type == boolean.class) {
      return "true or false";
    }
    if (Number.class.isAssignableFrom(type) || type == int.class || type == long.class) {
      return "a whole number in range";
    }
    if (List.class.isAssignableFrom(type)) {
      return "a list";
    }
    return "an object";
  }

  private static String path(List<JsonMappingException.Reference> path) {
    StringBuilder text = new StringBuilder();
    for (var step : path) {
      if (step.getFieldName() == null) {
        text.append('[').append(step.getIndex()).append(']');
      } else {
        text.append(text.isEmpty() ? "" : ".").append(step.getFieldName());
      }
    }
    return text.toString();
  }

  private static String firstLine(JsonProcessingException e) {
    // Jackson says of some positions that it hides what they are in; the position alone is enough.
    String message = e.getOriginalMessage().replaceAll("\\[Source: [^;\\]]*; ", "[");
    int end = message.indexOf('\n');
    return end < 0 ? message : message.substring(0, end);
  }

  /** A text from outside as it may stand in a message: short, and without control characters. */
  public static String printable(String text) {
    String clean =
        text.codePoints()
            .limit(64)
            .map(
                c ->
                    Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE
                        ? '?'
                        : c)
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            .toString();
    return clean.length() < text.length() ? clean + "…" : clean;
  }

  /** The value of a text that Ringside itself has written. */
  public static JsonNode tree(String text) {
    try {
      return MAPPER.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not JSON", e);
    }
  }

  /** Whether two texts, both JSON, hold the same value; the order of names does not count. */
  public static boolean sameValue(String a, String b) {
    return tree(a).equals(tree(b));
  }

  /** The compact text of a value, numbers as they were sent. */
  public static String text(JsonNode value) {
    return new String(
        bytes(generator -> MAPPER.writeTree(generator, value)), StandardCharsets.UTF_8);
  }

  /** The UTF-8 of a record. */
  public static byte[] bytes(Object value) {
    try {
      return MAPPER.writeValueAsBytes(value);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What writes one JSON value. */
  @FunctionalInterface
  public interface Content {
    void writeTo(JsonGenerator generator) throws IOException;
  }

  /** The UTF-8 of what {@code content} writes; for frames and whatever else is hot. */
  public static byte[] bytes(Content content) {
    BufferRecycler recycler = MAPPER.getFactory()._getBufferRecycler();
    try (ByteArrayBuilder out = new ByteArrayBuilder(recycler)) {
      try (JsonGenerator generator = MAPPER.getFactory().createGenerator(out)) {
        content.writeTo(generator);
      }
      // Gives its 8 KB back, which else would be made anew for each.
      return out.getClearAndRelease();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      recycler.releaseToPool();
    }
  }

  private static final class TimeSerializer extends StdSerializer<Instant> {

    private static final long serialVersionUID = 1L;

    TimeSerializer() {
      super(Instant.class);
    }

    @Override
    public void serialize(Instant value, JsonGenerator json, SerializerProvider provider)
        throws IOException {
      json.writeString(Times.rfc3339(value));
    }
  }

  /** A time in its one form, or null for none. */
  public static @Nullable String time(@Nullable Instant time) {
    return time == null ? null : Times.rfc3339(time);
  }
}
