package dev.ringside.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FriendlyNameTest {

  @Test
  void words_areManyAndOfOneForm() {
    for (List<String> words : List.of(FriendlyName.ADJECTIVES, FriendlyName.ANIMALS)) {
      assertThat(words).hasSizeGreaterThan(100).doesNotHaveDuplicates();
      assertThat(words).allMatch(word -> word.matches("[A-Z][a-z]{2,11}"), "a plain word");
    }
    assertThat(FriendlyName.ADJECTIVES).doesNotContainAnyElementsOf(FriendlyName.ANIMALS);
  }

  @Test
  void names_areSeldomTheSame() {
    Set<String> names = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      names.add(FriendlyName.next());
    }
    assertThat(names).hasSizeGreaterThan(80);
  }
}
