package dev.ringside.wire;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.type.LogicalType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
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

  /** RFC 3339 in UTC with milliseconds, the one form in which times are sent. */
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  private Json() {}

  private static JsonMapper mapper() {
    JsonFactory factory =
        JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();
    return JsonMapper.builder(factory)
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
        .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
        .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
        .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
        .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
        .withCoercionConfig(
            LogicalType.Textual,
            coercion -> {
              for (var shape : com.fasterxml.jackson.databind.cfg.CoercionInputShape.values()) {
                if (shape != com.fasterxml.jackson.databind.cfg.CoercionInputShape.String
                    && shape != com.fasterxml.jackson.databind.cfg.CoercionInputShape.EmptyString) {
                  coercion.setCoercion(
                      shape, com.fasterxml.jackson.databind.cfg.CoercionAction.Fail);
                }
              }
            })
        .nodeFactory(JsonNodeFactory.withExactBigDecimals(true))
        .serializationInclusion(JsonInclude.Include.NON_NULL)
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
     * Reads one JSON value.
     *
     * @throws ProblemException a 400 that says what could not be read, and where
     */
    public T read(String text) {
      if (text.isBlank()) {
        throw ProblemException.of(Problem.Kind.UNREADABLE, "A JSON object is expected, but nothing came.");
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

  /** Whether the text is one JSON object, whatever is in it. */
  public static boolean isObject(String text) {
    try (JsonParser parser = MAPPER.createParser(text)) {
      if (parser.nextToken() != com.fasterxml.jackson.core.JsonToken.START_OBJECT) {
        return false;
      }
      parser.skipChildren();
      return parser.nextToken() == null;
    } catch (IOException e) {
      return false;
    }
  }

  private static String decode(byte[] utf8) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
    } catch (CharacterCodingException e) {
      throw ProblemException.of(Problem.Kind.UNREADABLE, "The body is not valid UTF-8.");
    }
  }

  private static ProblemException unreadable(JsonProcessingException e) {
    if (e instanceof JsonMappingException mapping && !mapping.getPath().isEmpty()) {
      return ProblemException.ofField(
          Problem.Kind.UNREADABLE, path(mapping.getPath()), whatWouldBeRight(mapping));
    }
    if (e instanceof MismatchedInputException) {
      return ProblemException.of(Problem.Kind.UNREADABLE, "A JSON object is expected.");
    }
    var at = e.getLocation();
    String where =
        at == null ? "" : " (line " + at.getLineNr() + ", column " + at.getColumnNr() + ")";
    return ProblemException.of(
        Problem.Kind.UNREADABLE, "%s", "The JSON is broken" + where + ": " + firstLine(e));
  }

  private static String whatWouldBeRight(JsonMappingException e) {
    return switch (e) {
      case UnrecognizedPropertyException unknown -> {
        var known = unknown.getKnownPropertyIds();
        yield "is not known here"
            + (known == null
                ? ""
                : "; known are "
                    + known.stream().map(String::valueOf).sorted().collect(Collectors.joining(", ")));
      }
      case InvalidFormatException format when format.getTargetType().isEnum() ->
          "must be one of "
              + List.of(format.getTargetType().getEnumConstants()).stream()
                  .map(String::valueOf)
                  .collect(Collectors.joining(", "));
      case MismatchedInputException mismatch when mismatch.getTargetType() != null ->
          "must be " + kindOf(mismatch.getTargetType());
      default -> "could not be read: " + firstLine(e);
    };
  }

  private static String kindOf(Class<?> type) {
    if (type == String.class || type == java.util.UUID.class) {
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
    String message = e.getOriginalMessage();
    int end = message.indexOf('\n');
    return end < 0 ? message : message.substring(0, end);
  }

  /** The compact text of a value, numbers as they were sent. */
  public static String text(JsonNode value) {
    return new String(bytes(generator -> MAPPER.writeTree(generator, value)), StandardCharsets.UTF_8);
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
    try (ByteArrayBuilder out = new ByteArrayBuilder(MAPPER.getFactory()._getBufferRecycler())) {
      try (JsonGenerator generator = MAPPER.getFactory().createGenerator(out)) {
        content.writeTo(generator);
      }
      return out.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A time in its one form, or null for none. */
  public static @Nullable String time(@Nullable Instant time) {
    return time == null ? null : TIME.format(time);
  }
}
