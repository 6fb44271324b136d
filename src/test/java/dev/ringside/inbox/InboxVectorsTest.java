package dev.ringside.inbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ringside.support.InboxModel;
import dev.ringside.support.TestNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * What a client makes of frames, by the vectors that {@code vectors.test.mjs} holds the client of
 * pages to: so the model that judges this server's frames in all other tests agrees with it.
 */
class InboxVectorsTest {

  private static final Path VECTORS = Path.of("src/test/resources/vectors/inbox.json");

  @TestFactory
  Stream<DynamicTest> vectors() throws IOException {
    JsonNode vectors = TestNode.json(Files.readString(VECTORS)).path("vectors");
    assertThat(vectors).isNotEmpty();
    return StreamSupport.stream(vectors.spliterator(), false)
        .map(vector -> DynamicTest.dynamicTest(vector.path("name").asText(), () -> run(vector)));
  }

  private static void run(JsonNode vector) {
    InboxModel model = new InboxModel("ada");
    JsonNode steps = vector.path("steps");
    int last = steps.size() - 1;
    for (int i = 0; i <= last; i++) {
      JsonNode step = steps.get(i);
      if (i == last && vector.path("refused").asBoolean()) {
        assertThatThrownBy(() -> take(model, step)).isInstanceOf(AssertionError.class);
      } else {
        take(model, step);
      }
    }
    if (vector.has("expect")) {
      check(model, vector.path("expect"));
    }
  }

  private static void take(InboxModel model, JsonNode step) {
    if (step.has("frame")) {
      model.apply(step.path("frame"));
    } else if (step.has("page")) {
      model.merge(step.path("page"));
    } else if (step.has("resume")) {
      model.resume();
    } else {
      model.startOver(50, false);
    }
  }

  private static void check(InboxModel model, JsonNode expected) {
    assertThat(model.position())
        .isEqualTo(
            new InboxModel.Position(
                expected.path("epoch").asText(), expected.path("revision").asLong()));
    assertThat(model.unread()).isEqualTo(expected.path("unread").asLong());
    assertThat(model.isWhole()).isEqualTo(!expected.path("more").asBoolean());
    // As text: an int and a long of one value are no equal nodes.
    assertThat(model.notifications().values().stream().sorted(byRang()).map(InboxVectorsTest::text))
        .containsExactlyElementsOf(
            StreamSupport.stream(expected.path("rows").spliterator(), false)
                .map(InboxVectorsTest::text)
                .toList());
  }

  private static Comparator<ObjectNode> byRang() {
    return Comparator.comparingLong((ObjectNode row) -> row.path("rang").asLong()).reversed();
  }

  /** Its fields in the order of their names. */
  private static String text(JsonNode row) {
    return row.properties().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(field -> field.getKey() + "=" + field.getValue())
        .toList()
        .toString();
  }
}
