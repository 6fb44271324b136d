package dev.ringside.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions.ContainsTextOptions;
import dev.ringside.support.Eventually;
import dev.ringside.support.TestNode;
import dev.ringside.support.TestRedis;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The page of rooms at two nodes, over one PostgreSQL and one Redis. */
@SuppressWarnings("NullAway.Init") // set before all tests
class RoomsNodesTest extends RoomPages {

  /** Longer than the grace. */
  private static final ContainsTextOptions LATE = new ContainsTextOptions().setTimeout(60_000);

  private TestRedis redis;
  private TestNode other;

  @Override
  @BeforeAll
  void start() throws Exception {
    redis = TestRedis.start();
    super.start();
    other = TestNode.startIn(node.schema(), moreSettings().toArray(String[]::new));
    // What is told before it hears is found by comparison alone.
    for (TestNode each : List.of(node, other)) {
      Eventually.holds(
          "a broker",
          () -> each.call("GET", "/api/statistics", null).body().at("/health/broker").asBoolean());
    }
  }

  @Override
  @AfterAll
  void stop() {
    if (other != null) {
      other.close();
    }
    super.stop();
    redis.close();
  }

  @Override
  List<String> moreSettings() {
    return List.of(
        "ringside.broker", "redis",
        "ringside.redis.url", redis.url(),
        "ringside.room.grace.seconds", "12",
        "ringside.room.typing.seconds", "1");
  }

  @Test
  void pagesAtTwoNodes_areInOneRoom_withTheDevicesOfEachPerson() {
    String room = room(",\"name\":\"Over two nodes\"");
    Page laptop = user(person(), node, room, "ada");
    Page bob = played(person(), other, room, "bob");
    say(laptop, "from the laptop");
    assertThat(chats(bob)).hasText(new String[] {"from the laptop"});
    // Whoever comes later, to the other node, has what was said.
    Page phone = user(person(), other, room, "ada");
    assertThat(chats(phone)).hasText(new String[] {"from the laptop"});
    say(bob, "from bob");
    assertThat(chats(laptop)).hasCount(2);
    say(phone, "from the phone");
    for (Page each : List.of(laptop, phone, bob)) {
      assertThat(chats(each))
          .hasText(new String[] {"from the laptop", "from bob", "from the phone"});
      // A person is one, however many devices there are and wherever they are.
      assertThat(each.locator("#people-heading")).hasText("People (2 of 2 here)");
      assertThat(each.locator("#people-list li")).hasCount(2);
      assertThat(events(each)).hasCount(2);
    }
    bob.locator("#say").pressSequentially("I am wri");
    assertThat(laptop.locator("#typing")).hasText("bob is typing…");

    laptop.locator("#me-devices").click();
    assertThat(laptop.locator("#devices-heading")).hasText("Your devices (2)");
    assertThat(devices(laptop)).hasCount(2);
    assertThat(devices(laptop).getByText("this one")).hasCount(1);
    picture(laptop, "devices");
    // Others see no devices of anybody's but their own, unless they have the application's key.
    assertThat(member(laptop, "bob").getByTitle("Devices of bob")).hasCount(0);
    member(bob, "ada").hover();
    member(bob, "ada").getByTitle("Devices of ada").click();
    assertThat(bob.locator("#devices-heading")).hasText("Devices of ada (2)");
    assertThat(devices(bob).getByText("this one")).hasCount(0);
    bob.keyboard().press("Escape");
    bob.locator("#me-devices").click();
    assertThat(bob.locator("#devices-heading")).hasText("Your devices (1)");
    bob.keyboard().press("Escape");

    // The laptop ends what the other node has.
    devices(laptop).getByTitle("Sign out there").click();
    assertThat(phone.locator("#door-problem")).containsText("no longer signed in");
    assertThat(laptop.locator("#devices-heading")).hasText("Your devices (1)");
    assertThat(bob.locator("#people-heading")).hasText("People (2 of 2 here)");

    laptop.close();
    assertThat(bob.locator("#people-heading")).hasText("People (1 of 2 here)");
    assertThat(member(bob, "ada").locator(".presence")).containsText("Away");
    assertThat(events(bob).last()).containsText("ada left", LATE);
    assertThat(bob.locator("#people-list li")).hasCount(1);
  }
}
