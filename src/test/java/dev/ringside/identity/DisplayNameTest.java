package dev.ringside.identity;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.SignedJWT;
import dev.ringside.config.RingsideConfig;
import dev.ringside.config.Settings;
import dev.ringside.support.TestNode;
import dev.ringside.support.TestNode.Answer;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What others see of somebody, and how it comes with a token. */
class DisplayNameTest {

  private static final RingsideConfig CONFIG =
      Settings.of(Map.of("ringside.token.secret", "a-secret-of-the-settings-with-32-bytes-or-more"))
          .read();

  /** With a secret of the settings nothing else is asked. */
  @SuppressWarnings("NullAway")
  private static final UserTokens TOKENS = new UserTokens(CONFIG, null);

  private static final UserId USER = new UserId("42");

  private static Caller.Person person(UserTokens.Minted minted) {
    var verdict = TOKENS.judge(new Credential.Bearer(minted.token()));
    assertThat(verdict).isInstanceOf(Authenticator.Verdict.Known.class);
    return Authentication.person(((Authenticator.Verdict.Known) verdict).caller());
  }

  private static String nameOf(@Nullable String name) {
    return person(TOKENS.mint(USER, Duration.ofMinutes(1), name)).displayName();
  }

  @Test
  void name_comesWithTheToken() {
    Caller.Person person = person(TOKENS.mint(USER, Duration.ofMinutes(1), "Ada Lovelace"));

    assertThat(person).isInstanceOf(Caller.User.class);
    assertThat(person.displayName()).isEqualTo("Ada Lovelace");
    assertThat(person.id()).isEqualTo(USER);
    assertThat(person.name()).isEqualTo("42");
  }

  @Test
  void user_withoutAName_isShownByTheId() {
    assertThat(nameOf(null)).isEqualTo("42");
    assertThat(person(TOKENS.mint(USER, Duration.ofMinutes(1))).displayName()).isEqualTo("42");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "   ", "a\nb", "\u202eevil"})
  void claim_thatCannotBeShown_isNone(String claim) {
    assertThat(DisplayName.claimed(claim)).isNull();
    assertThat(nameOf(claim)).isEqualTo("42");
  }

  @Test
  void claim_thatIsTooLong_isCutBetweenCharacters() {
    assertThat(DisplayName.claimed("🦦".repeat(65))).isEqualTo("🦦".repeat(64));
    assertThat(DisplayName.claimed("é".repeat(64))).hasSize(64);
    assertThat(DisplayName.claimed("a".repeat(63) + " bc")).isEqualTo("a".repeat(63));
    assertThat(DisplayName.claimed(7)).isNull();
    assertThat(DisplayName.claimed(null)).isNull();
  }

  @Test
  void guest_isNoUser_evenOfTheSameId() {
    Caller.Person guest = person(TOKENS.mintForGuest(USER, Duration.ofMinutes(1), "Quiet Otter"));

    assertThat(guest)
        .isInstanceOfSatisfying(
            Caller.Guest.class, each -> assertThat(each.displayName()).isEqualTo("Quiet Otter"));
  }

  @Test
  void token_isMintedWithAName() throws Exception {
    try (TestNode node = TestNode.start()) {
      Answer minted = node.call("POST", "/api/users/42/tokens", "{\"name\":\" Ada \"}");
      assertThat(minted.status()).isEqualTo(200);
      assertThat(
              SignedJWT.parse(minted.body().path("token").asText())
                  .getJWTClaimsSet()
                  .getStringClaim("name"))
          .isEqualTo("Ada");
      Answer refused = node.call("POST", "/api/users/42/tokens", "{\"name\":\"\\t\"}");
      assertThat(refused.status()).isEqualTo(422);
      assertThat(refused.body().at("/errors/0/field").asText()).isEqualTo("name");
      assertThat(node.call("POST", "/api/users/42/tokens", "{\"name\":7}").status()).isEqualTo(400);
    }
  }
}
