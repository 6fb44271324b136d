package dev.ringside.identity.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringside.wire.ProblemException;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is one name, and what is none. */
class AccountNameTest {

  @Test
  void name_ofAnyLetters_isOneInEitherCase() {
    List<String> apart = new ArrayList<>();
    for (int c = 0; c <= Character.MAX_CODE_POINT; c++) {
      if (!Character.isLetter(c)) {
        continue;
      }
      String text = "a" + Normalizer.normalize(Character.toString(c), Normalizer.Form.NFKC) + "b";
      String key = AccountName.key(text);
      for (String same :
          List.of(text.toUpperCase(Locale.ROOT), text.toLowerCase(Locale.ROOT), key)) {
        if (!AccountName.key(same).equals(key)) {
          apart.add(text);
        }
      }
    }
    assertThat(apart).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ada lovelace\uFE0F",
        "ada \u034Flovelace",
        "ada\u3164 lovelace",
        "\u2800ada lovelace",
        "ada lovelace \uFFA0",
        "ada lovelace\uDB40\uDD00",
        "ada  lovelace",
        "ada\u00A0\u2003lovelace",
        "ADA \uFE0F LOVELACE",
      })
  void name_thatLooksTheSame_isTheSame(String name) {
    assertThat(AccountName.of(name).key()).isEqualTo("ada lovelace");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\uFE0F", "\u3164", "\u2800 \u1160", "\u034F"})
  void name_thatNobodySees_isRefused(String name) {
    assertThatThrownBy(() -> AccountName.of(name))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("can be seen");
  }
}
