package dev.ringside.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ReducedMotion;
import dev.ringside.support.Eventually;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the page tells of a room: a welcome, who is there, what is kept, and how much there is. */
class RoomsFiguresTest extends RoomPages {

  @Test
  void roomOfOnesOwnId_showsItsWelcome_itsPeople_itsHistoryAndItsFigures() throws Exception {
    String room = "lunch of friday";
    Page ada = user(person(), "", "ada");
    ada.locator("#new-room").click();
    ada.locator("#wish-id").fill(room);
    ada.locator("#wish-name").fill("Friday lunch");
    ada.locator("#wish-kept").selectOption("86400");
    ada.locator("#room-form .strong").click();
    assertThat(ada.locator("#room-name")).hasText("Friday lunch");
    assertThat(ada).hasURL(Pattern.compile("/rooms/#lunch%20of%20friday$"));
    notice(room, "Welcome! The kitchen closes at two.");
    say(ada, "yesterday’s soup");
    assertThat(ada.locator(".chat[data-state=sent]")).hasCount(1);

    // Whoever comes later is welcomed too, and has what was said within the last day.
    Page bob = user(person(), room, "bob");
    assertThat(bob.locator("#messages .notice"))
        .containsText("Welcome! The kitchen closes at two.");
    assertThat(chats(bob)).hasText(new String[] {"yesterday’s soup"});
    assertThat(bob.locator("#room-about")).containsText("messages kept 24 h");
    assertThat(bob.locator("#people-heading")).hasText("People (2 of 2 here)");
    assertThat(member(bob, "ada").locator("small")).hasText("owner");
    assertThat(member(bob, "bob").locator("small")).hasText("you");
    say(bob, "I am in");
    assertThat(chats(ada)).hasCount(2);

    bob.locator("#figures summary").click();
    assertThat(figure(bob, "Id")).hasText(room);
    assertThat(figure(bob, "Members")).hasText("2, 2 here");
    assertThat(figure(bob, "Messages")).hasText(String.valueOf(messages(room)));
    assertThat(figure(bob, "Kept")).hasText("24 h");
    // How much happens is the application's to know.
    assertThat(figure(bob, "In the last minute")).hasCount(0);
    say(bob, "and counted");
    assertThat(chats(ada)).hasCount(3);
    assertThat(figure(bob, "Messages")).hasText(String.valueOf(messages(room)));
    picture(bob, "figures");

    age(room, "yesterday’s soup");
    assertThat(chats(bob)).hasText(new String[] {"I am in", "and counted"});
    assertThat(chats(ada)).hasCount(2);
    bob.reload();
    awaitCurrent(bob);
    assertThat(chats(bob)).hasText(new String[] {"I am in", "and counted"});
  }

  private long messages(String room) {
    String path = "/api/rooms/" + room.replace(" ", "%20");
    return node.call("GET", path, null).body().path("messages").asLong();
  }

  /** Has a message been said a day and an hour ago. */
  private void age(String room, String content) throws SQLException {
    try (var connection = node.database();
        PreparedStatement message =
            connection.prepareStatement(
                "update message set created_at = created_at - interval '25 hours' where content ="
                    + " ?");
        PreparedStatement due =
            connection.prepareStatement(
                "update room set sweep_at = clock_timestamp() where id = ?")) {
      message.setString(1, content);
      assertThat(message.executeUpdate()).isEqualTo(1);
      due.setString(1, room);
      assertThat(due.executeUpdate()).isEqualTo(1);
    }
  }

  @Test
  void applicationsKey_showsHowMuchHappens_asItsStatisticsSay() {
    String room = room("");
    Page ada = user(person(), room, "ada");
    for (int i = 0; i < 5; i++) {
      say(ada, "line " + i);
    }
    assertThat(ada.locator(".chat[data-state=sent]")).hasCount(5);
    Page bob = played(person(), node, room, "bob");
    bob.locator("#figures summary").click();
    assertThat(figure(bob, "In the last hour")).hasText("5");
    assertThat(figure(bob, "In the last minute")).hasText(Pattern.compile("^[0-5]$"));
    assertThat(figure(bob, "Members")).hasText("2, 2 here");
    // Of a room that is looked at next, too.
    String other = room("");
    notice(other, "all that was said here");
    bob.evaluate("room => { location.hash = room; }", other);
    assertThat(figure(bob, "Id")).hasText(other);
    assertThat(figure(bob, "In the last hour")).hasText("1");
    Eventually.holds(
        "the same by HTTP",
        () ->
            node.call("GET", "/api/rooms/" + other + "/statistics", null)
                    .body()
                    .path("online")
                    .asInt()
                == 1);
    assertThat(figure(bob, "Members")).hasText("1, 1 here");
  }

  @Test
  void phone_hasFiguresAndDevicesInItsDrawers() {
    String room = room(",\"name\":\"A room of a rather long name\"");
    NewContextOptions phone =
        new NewContextOptions()
            .setLocale("en-GB")
            .setReducedMotion(ReducedMotion.REDUCE)
            .setViewportSize(375, 720);
    Page ada = user(keep(phone), room, "ada");
    ada.locator("#people-open").click();
    ada.locator("#figures summary").click();
    assertThat(figure(ada, "Kept")).hasText("for ever");
    assertThat(figure(ada, "Kept")).isInViewport();
    picture(ada, "phone-figures");
    member(ada, "ada").hover();
    member(ada, "ada").getByTitle("Your devices").click();
    assertThat(ada.locator("#devices-heading")).hasText("Your devices (1)");
    assertThat(devices(ada)).containsText("this one");
    assertThat(ada.evaluate("document.documentElement.scrollWidth <= innerWidth")).isEqualTo(true);
    picture(ada, "phone-devices");
    ada.keyboard().press("Escape");
    assertThat(ada.locator("#devices-dialog")).isHidden();
  }
}
