package dev.ringside.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The client's own JSON, held against the server's. */
class JsonTest {

  private static final ObjectMapper JACKSON = new ObjectMapper();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "true",
        "false",
        "0",
        "-0",
        "1.50",
        "1e400",
        "-1E+2",
        "12345678901234567890123",
        "\"\"",
        "\"a \\\" \\\\ b\"",
        "\"\\n\\r\\t\"",
        "\"ä€😀\"",
        "\"\\ud800\"",
        "\"\\u0000\"",
        "[]",
        "[1,[2,[]],{}]",
        "{}",
        "{\"b\":1,\"a\":null,\"\":[true]}"
      })
  void text_readAndWritten_isTheSame(String text) {
    assertThat(Json.parse(text)).hasToString(text);
    assertThat(Json.parse(" \t\r\n" + text + "\n ")).isEqualTo(Json.parse(text));
  }

  @Test
  void escapes_areRead() {
    assertThat(Json.parse("\"\\u00e4\\/\\b\\f\\ud83d\\uDE00\""))
        .isEqualTo(new Json.Text("ä/\b\f😀"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "nul",
        "True",
        "01",
        "1.",
        ".5",
        "+1",
        "-",
        "1e",
        "0x1",
        "NaN",
        "\"",
        "\"\\\"",
        "\"\\x\"",
        "\"\\u12g4\"",
        "\"\\u12\"",
        "\"a\nb\"",
        "'a'",
        "[",
        "[1",
        "[1,",
        "[1,]",
        "[,1]",
        "[1 2]",
        "{",
        "{\"a\"",
        "{\"a\":",
        "{\"a\":1",
        "{\"a\":1,}",
        "{a:1}",
        "{\"a\" 1}",
        "{\"a\":1,\"a\":2}",
        "1 2",
        "{} x",
        "]",
        "\u00001",
        "1\u0000",
        "// a\n1",
        "\ufeff1"
      })
  void text_thatIsNoJson_isRefused(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Json.parse(text))
        .withMessageContaining("no JSON");
  }

  @Test
  void nesting_hasABound() {
    int deep = JsonReader.MAX_DEPTH;
    assertThat(Json.parse("[".repeat(deep) + "]".repeat(deep))).isNotNull();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Json.parse("[".repeat(1_000_000)))
        .withMessageContaining("levels deep");
    List<Object> itself = new ArrayList<>();
    itself.add(itself);
    assertThatIllegalArgumentException().isThrownBy(() -> Json.of(itself));
  }

  @Test
  void valuesOfJava_haveTheirForm() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("text", "a");
    map.put("none", null);
    map.put("numbers", List.of(1, 2L, 1.5, new BigDecimal("1.50")));
    map.put("flag", true);
    map.put("style", Style.ERROR);
    map.put("at", Instant.EPOCH);
    assertThat(Json.of(map))
        .hasToString(
            "{\"text\":\"a\",\"none\":null,\"numbers\":[1,2,1.5,1.50],\"flag\":true,"
                + "\"style\":\"ERROR\",\"at\":\"1970-01-01T00:00:00Z\"}");
    assertThatIllegalArgumentException().isThrownBy(() -> Json.of(Double.NaN));
    assertThatIllegalArgumentException().isThrownBy(() -> Json.of(new Object()));
  }

  @Test
  void field_ofAnotherKind_isNamed() {
    Json.Fields fields =
        (Json.Fields) Json.parse("{\"a\":1.5,\"b\":\"x\",\"c\":null,\"d\":[1],\"e\":1e99}");
    assertThat(fields.text("c")).isNull();
    assertThat(fields.array("c")).isEmpty();
    for (String wrong : List.of("a", "b", "d", "e")) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> fields.number(wrong))
          .withMessageContaining(wrong);
    }
    assertThatIllegalArgumentException().isThrownBy(() -> fields.time("b"));
    assertThatIllegalArgumentException().isThrownBy(() -> fields.objects("d"));
    assertThatIllegalArgumentException().isThrownBy(() -> fields.texts("d"));
  }

  @RepeatedTest(20)
  void anything_isUnderstoodByOthers(RepetitionInfo repetition) throws IOException {
    Random random = new Random(repetition.getCurrentRepetition());
    for (int i = 0; i < 200; i++) {
      Json json = anything(random, 4);
      String text = json.toString();
      assertThat(Json.parse(text)).as(text).isEqualTo(json);
      JsonNode others = JACKSON.readTree(text);
      assertThat(JACKSON.readTree(Json.parse(others.toString()).toString())).isEqualTo(others);
    }
  }

  /** Cut or changed anywhere, a text is either refused or JSON for others too. */
  @Test
  void anything_changedSomewhere_isReadAsOthersReadIt() {
    Random random = new Random(5);
    int read = 0;
    for (int i = 0; i < 5_000; i++) {
      StringBuilder text = new StringBuilder(anything(random, 3).toString());
      int at = random.nextInt(text.length());
      switch (random.nextInt(3)) {
        case 0 -> text.setLength(at);
        case 1 -> text.setCharAt(at, "{}[],:\"\\0e-. tfn".charAt(random.nextInt(16)));
        default -> text.deleteCharAt(at);
      }
      if (isRead(text.toString())) {
        read++;
        assertThat(isReadByOthers(text.toString())).as(text.toString()).isTrue();
      }
    }
    assertThat(read).isPositive();
  }

  private static boolean isRead(String text) {
    try {
      return Json.parse(text) != null;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static boolean isReadByOthers(String text) {
    try {
      return JACKSON.readTree(text) != null;
    } catch (IOException e) {
      return false;
    }
  }

  private static Json anything(Random random, int depth) {
    return switch (random.nextInt(depth == 0 ? 4 : 6)) {
      case 0 -> new Json.Text(text(random));
      case 1 -> Json.of(random.nextBoolean() ? random.nextLong() : random.nextGaussian());
      case 2 -> Json.of(random.nextBoolean());
      case 3 -> Json.Null.NULL;
      case 4 -> {
        Json[] values = new Json[random.nextInt(4)];
        Arrays.setAll(values, _ -> anything(random, depth - 1));
        yield new Json.Array(List.of(values));
      }
      default -> {
        Map<String, Json> values = new LinkedHashMap<>();
        for (int i = random.nextInt(4); i > 0; i--) {
          values.put(text(random), anything(random, depth - 1));
        }
        yield new Json.Fields(values);
      }
    };
  }

  private static String text(Random random) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(8); i > 0; i--) {
      text.appendCodePoint(
          switch (random.nextInt(4)) {
            case 0 -> random.nextInt(0x20);
            case 1 -> "\"\\/\u007f\u2028".charAt(random.nextInt(5));
            case 2 -> 0x1f600 + random.nextInt(16);
            default -> 'a' + random.nextInt(26);
          });
    }
    return text.toString();
  }
}
