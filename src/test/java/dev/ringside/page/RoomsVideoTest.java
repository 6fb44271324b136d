package dev.ringside.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.auth0.jwt.JWT;
import com.auth0.jwt.algorithms.Algorithm;
import com.auth0.jwt.interfaces.DecodedJWT;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import dev.ringside.support.TestNode;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Video on the page of rooms: a token for LiveKit, where there is such a server. */
class RoomsVideoTest extends RoomPages {

  private static final String KEY = "APIringside";
  private static final String SECRET = "a-secret-of-livekit-with-32-bytes-or-more";

  @Override
  List<String> moreSettings() {
    return List.of(
        "ringside.livekit.url", "wss://video.example",
        "ringside.livekit.key", KEY,
        "ringside.livekit.secret", SECRET);
  }

  @Test
  void button_copiesATokenOfTheRoomAndThePerson() {
    String room = room(",\"guests\":true");
    BrowserContext person = person();
    person.grantPermissions(List.of("clipboard-read", "clipboard-write"));
    Page ada = guest(person, room, "Ada");
    assertThat(ada.locator("#video")).isVisible();
    picture(ada, "video");
    ada.locator("#video").click();
    assertThat(ada.locator("#toast")).containsText("LiveKit at wss://video.example");

    DecodedJWT token =
        JWT.require(Algorithm.HMAC256(SECRET))
            .withIssuer(KEY)
            .build()
            .verify((String) ada.evaluate("navigator.clipboard.readText()"));
    assertThat(token.getSubject())
        .isEqualTo(ada.locator("#people-list li").getAttribute("data-user"));
    assertThat(token.getClaim("name").asString()).isEqualTo("Ada");
    assertThat(token.getClaim("video").asMap())
        .containsEntry("room", room)
        .containsEntry("roomJoin", true);
  }

  @Test
  void button_isThereForWhoIsInTheRoomAlone() {
    String room = room("");
    Page ada = user(person(), room, "ada");
    assertThat(ada.locator("#video")).isVisible();
    node.call("DELETE", "/api/rooms/" + room + "/members/ada", null);
    assertThat(ada.locator("#over")).containsText("You were put out of this room");
    assertThat(ada.locator("#video")).isHidden();
    ada.locator("#over-again").click();
    assertThat(ada.locator("#video")).isVisible();
  }

  @Test
  void button_isNotThere_whereNoLiveKitIs() throws Exception {
    try (TestNode without = TestNode.start()) {
      String room = "lobby";
      without.call("POST", "/api/rooms", "{\"id\":\"" + room + "\"}");
      Page ada = user(person(), without, room, "ada");
      assertThat(events(ada)).hasCount(1);
      // It has asked, and was told so.
      BellPages.await(ada, "sessionStorage.getItem('ringside.rooms.video') === 'no'");
      assertThat(ada.locator("#video")).isHidden();
      assertThat(ada.locator("#copy-link")).isVisible();
      TestNode.Answer told =
          without.callAs(without.token("ada"), "POST", "/api/rooms/" + room + "/media-token", "{}");
      assertThat(told.status()).isEqualTo(404);
      assertThat(told.body().path("detail").asText()).contains("LIVEKIT");
    }
  }
}
