package dev.ringside.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import dev.ringside.support.TestNode;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Who comes to the page of rooms, and how; direct chats, and rooms that people make. */
class RoomsSignInTest extends RoomPages {

  private Page signUp(BrowserContext person, String name) {
    Page page = person.newPage();
    page.navigate(address(""));
    page.locator("#account-name").fill(name);
    page.locator("#account-password").fill(PASSWORD);
    page.locator("#account-form button[value=up]").click();
    awaitCurrent(page);
    return page;
  }

  @Test
  void directChat_ofTwoWhoSignedUp_isKeptWithItsHistoryOverAReload() {
    Page grace = signUp(person(), "Grace");
    picture(grace, "signed-up");
    grace.locator("#new-room").click();
    grace.locator("#wish-name").fill("Compilers");
    picture(grace, "new-room");
    grace.locator("#room-form .strong").click();
    assertThat(grace.locator("#room-name")).hasText("Compilers");
    String link = grace.url();

    BrowserContext second = person();
    Page ada = signUp(second, "Ada");
    ada.navigate(link);
    assertThat(grace.locator("#people-list li")).hasCount(2);
    assertThat(ada.locator("#people-list")).containsText("owner");
    ada.locator("#new-direct").click();
    ada.locator("#direct-user").fill("grace");
    ada.locator("#direct-form .strong").click();
    assertThat(ada.locator("#room-name")).hasText("Grace");
    for (int i = 1; i <= 3; i++) {
      say(ada, "note " + i);
    }
    assertThat(ada.locator(".chat[data-state=sent]")).hasCount(3);

    // The other side finds it by itself, and what is new there.
    grace.evaluate("document.dispatchEvent(new Event('visibilitychange'))");
    assertThat(rooms(grace)).hasCount(2);
    assertThat(grace.locator("#room-list .dot")).hasCount(1);
    picture(grace, "unread");
    grace.locator("#room-list a:has(.dot)").click();
    assertThat(grace.locator("#room-name")).hasText("Ada");
    assertThat(chats(grace)).hasText(new String[] {"note 1", "note 2", "note 3"});
    assertThat(grace.locator("#messages .new-line")).isVisible();
    say(grace, "all three are here");
    assertThat(chats(ada)).hasCount(4);

    ada.reload();
    awaitCurrent(ada);
    assertThat(ada.locator("#me-name")).hasText("Ada");
    assertThat(ada.locator("#room-name")).hasText("Grace");
    assertThat(chats(ada).last()).hasText("all three are here");
    assertThat(ada.locator("#messages .new-line")).hasCount(0);
    assertThat(second.cookies().stream().map(each -> each.httpOnly)).containsOnly(true);

    ada.locator("#sign-out").click();
    assertThat(ada.locator("#account-form")).isVisible();
    ada.reload();
    assertThat(ada.locator("#account-form")).isVisible();
    picture(ada, "door");
  }

  @Test
  void directChat_hasPagesOfHistory() {
    TestNode.Answer made =
        node.callAs(node.token("ada"), "POST", "/api/rooms/direct", "{\"users\":[\"me\",\"bob\"]}");
    String room = made.body().path("id").asText();
    for (int i = 0; i < 120; i++) {
      node.call(
          "POST",
          "/api/rooms/" + room + "/messages",
          "{\"content\":\"note " + i + "\",\"user\":\"ada\"}");
    }
    Page bob = user(person(), room, "bob");
    assertThat(bob.locator("#room-name")).hasText("ada");
    bob.locator("#scroll").hover();
    for (int wheels = 0; chats(bob).count() < 120; wheels++) {
      assertThat(wheels).isLessThan(200);
      bob.mouse().wheel(0, -500);
    }
    assertThat(chats(bob).first()).hasText("note 0");
    Page eve = user(person(), room, "eve");
    assertThat(eve.locator("#over")).containsText("You cannot come in here");
  }

  @Test
  void room_isMadeWithWishes_andItsOwnerPutsPeopleOut() {
    Page ada = user(person(), "", "ada");
    ada.locator("#new-room").click();
    ada.locator("#wish-id").fill("direct:x");
    ada.locator("#room-form .strong").click();
    assertThat(ada.locator("#room-problem")).containsText("colon");
    ada.locator("#wish-id").fill("made here");
    ada.locator("#wish-kept").selectOption("86400");
    ada.locator("#room-form .strong").click();
    assertThat(ada.locator("#room-about"))
        .hasText(Pattern.compile("guests welcome · messages kept 24 h"));
    Page guest = guest(person(), "made here", "Eve");
    ada.locator("#people-list li").filter(withText("Eve")).hover();
    ada.locator("button[title='Put Eve out']").click();
    assertThat(guest.locator("#over")).containsText("You were put out of this room");
    ada.onDialog(com.microsoft.playwright.Dialog::accept);
    ada.locator("#delete-room").click();
    assertThat(ada.locator("#over")).containsText("This room is gone");
    assertThat(node.call("GET", "/api/rooms/made%20here", null).status()).isEqualTo(404);
  }

  private static com.microsoft.playwright.Locator.FilterOptions withText(String text) {
    return new com.microsoft.playwright.Locator.FilterOptions().setHasText(text);
  }

  @Test
  void guest_whomTheRoomDoesNotTake_isToldSo() {
    Page guest = guest(person(), room(""), "Eve");
    assertThat(guest.locator("#over")).containsText("You cannot come in here");
    assertThat(guest.locator("#side-actions")).isHidden();
  }

  @Test
  void signIn_thatIsWrong_isToldPlainly() {
    Page page = person().newPage();
    page.navigate(address(""));
    page.locator("#account-name").fill("nobody");
    page.locator("#account-password").fill("not the password");
    page.locator("#account-form button[value=in]").click();
    assertThat(page.locator("#door-problem")).not().hasText("");
    page.locator("#token-details summary").click();
    page.locator("#token-input").fill("wrong");
    page.locator("#token-form button").click();
    assertThat(page.locator("#door-problem")).not().hasText("");
    assertThat(page.locator("#app")).isHidden();
  }

  @Test
  void person_whoIsSignedOutElsewhere_isAtTheDoorAgain() {
    String room = room("");
    Page ada = user(person(), room, "ada");
    node.call("DELETE", "/api/users/ada/sessions", null);
    assertThat(ada.locator("#door-problem")).containsText("no longer signed in");
    assertThat(node.call("GET", "/health/ready", null).status()).isEqualTo(200);
  }
}
