package dev.ringside.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import dev.ringside.support.Eventually;
import dev.ringside.support.TestNode;
import java.sql.SQLException;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The page of rooms in a real browser against a real node. */
class RoomsPageTest extends RoomPages {

  @Test
  void link_bringsGuestsTogether_andEachKindOfMessageIsShown() {
    String room = room(",\"guests\":true,\"name\":\"Friday lunch\"");
    Page ada = guest(person(), room, "Ada");
    Page otter = guest(person(), room, "");
    String name = otter.locator("#me-name").textContent();
    assertThat(name).matches("[A-Z][a-z]+ [A-Z][a-z]+");
    assertThat(ada.locator("#room-name")).hasText("Friday lunch");
    assertThat(events(ada).last()).containsText(name + " came in");
    assertThat(ada.locator("#people-heading")).hasText("People (2 of 2 here)");
    assertThat(ada.locator("#people-list small").first()).containsText("guest");
    say(ada, "Hello from Ada, see https://example.org/menu?a=1.");
    assertThat(chats(otter)).hasCount(1);
    say(otter, "<b>Hello</b> back");
    String[] said = {"Hello from Ada, see https://example.org/menu?a=1.", "<b>Hello</b> back"};
    assertThat(chats(ada)).hasText(said);
    assertThat(chats(otter)).hasText(said);
    assertThat(ada.locator(".body a")).hasAttribute("href", "https://example.org/menu?a=1");
    assertThat(ada.locator(".body a")).hasAttribute("rel", Pattern.compile("noopener"));
    otter.locator("#say").pressSequentially("I am wri");
    assertThat(ada.locator("#typing")).hasText(name + " is typing…");
    assertThat(ada.locator("#typing")).hasText("");
    notice(room, "The kitchen closes at two");
    assertThat(ada.locator("#messages .notice")).containsText("The kitchen closes at two");
    assertThat(otter.locator("#live")).containsText("The kitchen closes at two");
    picture(ada, "two-guests");
    otter.locator("#leave").click();
    assertThat(otter.locator("#room-name")).hasText("Rooms");
    assertThat(events(ada).last()).containsText(name + " left");
    assertThat(ada.locator("#people-list li")).hasCount(1);
    ada.reload();
    awaitCurrent(ada);
    assertThat(chats(ada)).hasText(said);
    assertThat(ada.locator("#me-name")).hasText("Ada");
    assertThat(events(ada)).hasCount(3);
  }

  @Test
  void message_thatCannotBeStored_isShownAsFailed_andSaidOnceByARetry() throws SQLException {
    String room = room("");
    Page ada = user(person(), room, "ada");
    Page bob = user(person(), room, "bob");
    sql("alter table message add constraint no_luck check (content <> 'unlucky') not valid");
    say(ada, "unlucky");
    Locator failed = ada.locator(".chat[data-state=failed]");
    assertThat(failed).containsText("Not sent.");
    say(ada, "lucky");
    assertThat(chats(bob)).hasText(new String[] {"lucky"});
    picture(ada, "failed");
    sql("alter table message drop constraint no_luck");
    failed.getByText("Try again").click();
    assertThat(chats(bob)).hasText(new String[] {"lucky", "unlucky"});
    assertThat(chats(ada)).hasText(new String[] {"lucky", "unlucky"});
    assertThat(failed).hasCount(0);
  }

  private void sql(String statement) throws SQLException {
    try (var connection = node.database();
        var sql = connection.createStatement()) {
      sql.execute(statement);
    }
  }

  @Test
  void network_cutAndPutBack_losesAndDoublesNothing() {
    String room = room("");
    Page ada = user(person(), room, "ada");
    Page bob = user(person(), room, "bob");
    say(ada, "before");
    assertThat(chats(bob)).hasCount(1);
    goOffline(ada);
    assertThat(ada.locator("#banner")).containsText("The connection is lost");
    say(ada, "one");
    say(ada, "two");
    assertThat(ada.locator(".chat[data-state=sending]")).hasCount(2);
    picture(ada, "offline");
    notice(room, "meanwhile");
    goOnline(ada);
    assertThat(ada.locator(".chat[data-state=sending]")).hasCount(0);
    assertThat(ada.locator("#banner")).isHidden();
    assertThat(chats(ada)).hasText(new String[] {"before", "one", "two"});
    assertThat(ada.locator(".notice")).containsText("meanwhile");
    awaitCurrent(bob);
    assertThat(chats(bob)).hasText(new String[] {"before", "one", "two"});
  }

  @Test
  void answers_lostWithTheConnection_doubleNothing() {
    String room = room("");
    Page ada = user(person(), room, "ada");
    Page bob = user(person(), room, "bob");
    String[] said = new String[24];
    for (int i = 0; i < said.length; i++) {
      said[i] = "line " + i;
      say(ada, said[i]);
      if (i % 6 == 0) {
        network.cut();
      }
    }
    assertThat(chats(bob)).hasText(said);
    assertThat(ada.locator(".chat[data-state=sent]")).hasCount(said.length);
    assertThat(chats(ada)).hasText(said);
    TestNode.Answer kept = node.call("GET", "/api/rooms/" + room + "/messages?limit=100", null);
    assertThat(kept.body().findValuesAsText("content")).containsExactly(said);
    assertThat(kept.body().findValuesAsText("kind"))
        .filteredOn(kind -> !kind.equals("chat"))
        .containsExactly("joined", "joined");
  }

  @Test
  void history_isReadOnScroll_withoutAJump() {
    String room = room("");
    for (int i = 0; i < 120; i++) {
      node.call(
          "POST",
          "/api/rooms/" + room + "/messages",
          "{\"content\":\"line " + i + "\",\"user\":\"bob\"}");
    }
    Page ada = user(person(), room, "ada");
    assertThat(chats(ada).last()).hasText("line 119");
    assertThat(chats(ada).last()).isInViewport();
    assertThat(ada.locator("#jump")).isHidden();
    ada.evaluate("document.querySelector('#scroll').scrollTop = 300");
    // What is in sight stays where it is while older ones come above it.
    Object inSight = placeOf(ada, "line 85");
    assertThat(chats(ada).first()).hasText("line 21");
    assertThat(placeOf(ada, "line 85")).isEqualTo(inSight);
    ada.locator("#scroll").hover();
    for (int seen = 0; chats(ada).count() < 120; seen++) {
      assertThat(seen).as("wheels").isLessThan(200);
      ada.mouse().wheel(0, -400);
    }
    assertThat(chats(ada).first()).hasText("line 0");
    assertThat(chats(ada)).hasCount(120);
    ada.evaluate("document.querySelector('#scroll').scrollTop = 500");
    Object place = placeOf(ada, "line 20");
    notice(room, "something new");
    assertThat(ada.locator("#jump")).hasText("1 new message");
    assertThat(placeOf(ada, "line 20")).isEqualTo(place);
    picture(ada, "scrolled-up");
    ada.locator("#jump").click();
    assertThat(ada.locator("#messages .notice")).isInViewport();
    assertThat(ada.locator("#messages .new-line")).isVisible();
    assertThat(ada.locator("#jump")).isHidden();
  }

  private static Object placeOf(Page page, String line) {
    return page.locator("#messages .chat")
        .filter(new Locator.FilterOptions().setHasText(Pattern.compile(line + "$")))
        .evaluate("row => Math.round(row.getBoundingClientRect().top)");
  }

  @Test
  void message_isEditedAndDeletedByItsAuthor_andAMentionStandsOut() {
    String room = room("");
    Page ada = user(person(), room, "ada");
    Page bob = user(person(), room, "bob");
    say(ada, "teh");
    assertThat(chats(bob)).hasText(new String[] {"teh"});
    assertThat(ada.locator(".chat[data-state=sent] .row-actions")).hasCount(1);
    ada.locator("#say").press("ArrowUp");
    Locator area = ada.locator(".editing textarea");
    assertThat(area).isFocused();
    area.fill("the, @bob");
    area.press("Enter");
    assertThat(chats(bob)).hasText(new String[] {"the, @bob (edited)"});
    assertThat(bob.locator(".mention.me")).hasText("@bob");
    assertThat(bob.locator(".row-actions")).hasCount(0);
    assertThat(ada.locator("#say")).isFocused();
    ada.locator(".chat").hover();
    picture(ada, "edited");
    ada.locator(".chat button[title=Delete]").click();
    assertThat(chats(bob)).hasCount(0);
    assertThat(chats(ada)).hasCount(0);
  }

  @Test
  void person_whoIsPutOut_isTold_andMayComeAgain() {
    String room = room("");
    Page ada = user(person(), room, "ada");
    Page bob = user(person(), room, "bob");
    assertThat(ada.locator("#people-list li")).hasCount(2);
    node.call("DELETE", "/api/rooms/" + room + "/members/bob", null);
    assertThat(bob.locator("#over")).containsText("You were put out of this room");
    assertThat(bob.locator("#composer")).isHidden();
    picture(bob, "put-out");
    bob.locator("#over-again").click();
    say(bob, "here again");
    assertThat(chats(ada)).hasText(new String[] {"here again"});
    node.call("PUT", "/api/rooms/" + room + "/bans/bob", null);
    assertThat(bob.locator("#over")).containsText("You were banned");
    assertThat(bob.locator("#over-again")).isHidden();
    node.call("DELETE", "/api/rooms/" + room, null);
    assertThat(ada.locator("#over")).containsText("This room is gone");
  }

  @Test
  void ephemeralRoom_isGoneOnceItsLastMemberHasLeft() {
    String room = room(",\"ephemeral\":true,\"guests\":true");
    BrowserContext person = person();
    Page ada = guest(person, room, "Ada");
    assertThat(ada.locator("#room-about")).containsText("gone when the last one leaves");
    say(ada, "soon gone");
    assertThat(ada.locator(".chat[data-state=sent]")).hasCount(1);
    ada.locator("#leave").click();
    assertThat(ada.locator("#no-rooms")).isVisible();
    Eventually.holds("no room", () -> node.call("GET", "/api/rooms/" + room, null).status() == 404);
    ada.evaluate("room => { location.hash = room; }", room);
    assertThat(ada.locator("#over")).containsText("You cannot come in here");
    assertThat(ada.locator("#over-text")).containsText("There is no room");
  }

  @Test
  void tabsOfOnePerson_areOneMember_andShowTheSame() {
    String room = room("");
    String other = room("");
    Page bob = user(person(), room, "bob");
    BrowserContext person = person();
    Page first = user(person, room, "ada");
    Page second = user(person, room, "ada");
    assertThat(events(bob)).hasCount(2);
    say(first, "from the first");
    assertThat(chats(second)).hasText(new String[] {"from the first"});
    say(second, "from the second");
    assertThat(chats(first)).hasCount(2);
    assertThat(bob.locator("#people-list li")).hasCount(2);
    // What is new in a room that is not in view has a dot.
    // Both are elsewhere, since what one of them has seen is seen in the other, too.
    for (Page each : List.of(first, second)) {
      each.evaluate("room => { location.hash = room; }", other);
      assertThat(rooms(each)).hasCount(2);
      assertThat(each.locator("#room-list [aria-current=page]")).hasAttribute("data-room", other);
    }
    say(bob, "is anybody there?");
    assertThat(second.locator("#room-list .dot")).hasCount(1);
    assertThat(second).hasTitle(Pattern.compile("^●"));
    second.goBack();
    assertThat(second.locator("#room-list .dot")).hasCount(0);
    first.goBack();
    second.locator("#leave").click();
    assertThat(first.locator("#room-name")).hasText("Rooms");
    assertThat(events(bob).last()).containsText("ada left");
  }

  @Test
  void phone_hasItsListsInDrawers_andNothingIsTooWide() {
    String room = room(",\"guests\":true,\"name\":\"A room of a rather long name\"");
    user(person(), room, "bob");
    Page ada =
        guest(
            keep(
                new NewContextOptions()
                    .setLocale("en-GB")
                    .setReducedMotion(ReducedMotion.REDUCE)
                    .setViewportSize(375, 720)),
            room,
            "Ada");
    assertThat(events(ada)).hasCount(2);
    picture(ada, "phone");
    say(ada, "a-word-that-does-not-end-".repeat(8));
    assertThat(ada.locator(".chat[data-state=sent]")).hasCount(1);
    assertThat(ada.evaluate("document.documentElement.scrollWidth <= innerWidth")).isEqualTo(true);
    assertThat(ada.locator("#rooms-side")).not().isInViewport();
    ada.locator("#people-open").click();
    assertThat(ada.locator("#people-list li").first()).isInViewport();
    picture(ada, "phone-people");
    ada.keyboard().press("Escape");
    assertThat(ada.locator("#people-open")).isFocused();
    ada.locator("#rooms-open").click();
    assertThat(rooms(ada)).isInViewport();
    picture(ada, "phone-rooms");
    rooms(ada).click();
    assertThat(ada.locator("#rooms-side")).not().isInViewport();
    picture(ada, "phone-said");
  }

  @ParameterizedTest
  @EnumSource(names = {"LIGHT", "DARK"})
  void axe_findsNothing_inAnyState(ColorScheme scheme) throws Exception {
    String room = room(",\"name\":\"After dark\"");
    Page ada =
        keep(new NewContextOptions()
                .setLocale("en-GB")
                .setReducedMotion(ReducedMotion.REDUCE)
                .setColorScheme(scheme)
                .setViewportSize(1200, 760))
            .newPage();
    ada.navigate(address(room));
    ada.locator("#token-details summary").click();
    assertThat(Axe.violations(ada)).as("door").isEmpty();
    ada.locator("#token-input").fill(node.token("ada"));
    ada.locator("#token-form button").click();
    awaitCurrent(ada);
    assertThat(events(ada)).hasCount(1);
    for (String line : List.of("The stars are out.", "All of them.", "@bob, look")) {
      node.call(
          "POST",
          "/api/rooms/" + room + "/messages",
          "{\"content\":\"" + line + "\",\"user\":\"grace\",\"name\":\"Grace Hopper\"}");
    }
    notice(room, "It is late");
    say(ada, "So they are.");
    assertThat(ada.locator(".chat[data-state=sent]")).hasCount(4);
    ada.locator(".chat.mine").hover();
    assertThat(Axe.violations(ada)).as("a room").isEmpty();
    picture(ada, scheme.name().toLowerCase(java.util.Locale.ROOT));
    ada.locator("#new-room").click();
    assertThat(Axe.violations(ada)).as("a dialog").isEmpty();
    ada.keyboard().press("Escape");
    ada.locator("#me-devices").click();
    assertThat(devices(ada)).hasCount(1);
    assertThat(Axe.violations(ada)).as("devices").isEmpty();
    ada.keyboard().press("Escape");
    goOffline(ada);
    say(ada, "later");
    assertThat(Axe.violations(ada)).as("offline").isEmpty();
    goOnline(ada);
    ada.setViewportSize(375, 720);
    ada.locator("#people-open").click();
    ada.locator("#figures summary").click();
    assertThat(figure(ada, "Messages")).isVisible();
    assertThat(Axe.violations(ada)).as("a drawer").isEmpty();
    ada.keyboard().press("Escape");
    node.call("DELETE", "/api/rooms/" + room + "/members/ada", null);
    assertThat(ada.locator("#over")).isVisible();
    assertThat(Axe.violations(ada)).as("put out").isEmpty();
    ada.locator("#over-close").click();
    assertThat(ada.locator("#empty")).isVisible();
    assertThat(Axe.violations(ada)).as("nothing open").isEmpty();
    picture(ada, "phone-empty");
    assertThat(browser.complaints().stream().filter(each -> each.contains("policy"))).isEmpty();
  }
}
