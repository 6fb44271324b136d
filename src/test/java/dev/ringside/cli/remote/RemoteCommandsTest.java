package dev.ringside.cli.remote;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ringside.support.Eventually;
import dev.ringside.support.Signals;
import dev.ringside.support.TestNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Commands that speak to a node, in processes of their own. */
@Timeout(180)
class RemoteCommandsTest extends WithShell {

  private JsonNode list() {
    return node.call("GET", "/api/users/" + user + "/notifications", null)
        .body()
        .path("notifications");
  }

  @Test
  void notify_storesWhatIsSaid_fromItsWordsOrItsInput() throws Exception {
    Shell.Ended words =
        shell.call(
            "notify",
            "--user",
            user,
            "--style",
            "success",
            "--link",
            "/exports/7",
            "Export",
            "ready");
    assertThat(words.status()).as(words.err()).isZero();
    assertThat(words.out()).contains("success", "Export ready", "/exports/7");
    assertThat(words.out()).doesNotContain("\u001b");

    Shell.Ended input =
        shell.callWith("1,204 rows\n", "notify", "--user", user, "--title", "Rows", "--json");
    assertThat(input.status()).as(input.err()).isZero();
    JsonNode json = TestNode.json(input.out());

    assertThat(list()).hasSize(2);
    assertThat(list().get(0)).isEqualTo(json);
    assertThat(json.path("content").asText()).isEqualTo("1,204 rows");
    assertThat(list().get(1).path("style").asText()).isEqualTo("success");
    assertThat(list().get(1).path("title").asText()).isEqualTo("Export ready");
  }

  @Test
  void inboxAndRead_showAndMark() throws Exception {
    for (String title : List.of("one", "two", "three")) {
      node.publish(user, "{\"title\":\"" + title + "\"}");
    }
    Shell.Ended two = shell.call("inbox", "--user", user, "--limit", "2");
    assertThat(two.out()).hasLineCount(2).contains(" * ", "three", "two").doesNotContain("one");

    String id = list().get(2).path("id").asText();
    assertThat(shell.call("read", "--user", user, id).out()).isEqualTo("2 unread\n");
    assertThat(shell.call("read", "--user", user, "--all", "--json").out())
        .isEqualTo("{\"unread\":0}\n");
    assertThat(shell.call("inbox", "--user", user, "--unread").out()).isEmpty();
    assertThat(shell.call("read", "--user", user).status()).isEqualTo(2);
  }

  @Test
  void roomsAndSay_showAndSpeak() throws Exception {
    String room = "room-" + user;
    node.call("POST", "/api/rooms", "{\"id\":\"" + room + "\",\"name\":\"Lobby\"}");

    Shell.Ended said = shell.call("say", room, "Noon", "it is");
    assertThat(said.status()).as(said.err()).isZero();
    assertThat(shell.call("rooms", room).out()).contains("Noon it is");
    assertThat(shell.call("rooms", "--limit", "100").out()).contains(room, "Lobby");
    assertThat(shell.call("say", "no-such-room-" + user, "x").status()).isEqualTo(1);
  }

  @Test
  void listen_showsWhatRings_andRunsACommandForEach() throws Exception {
    node.publish(user, "{\"title\":\"before\"}");
    Path told = home.resolve("told");
    Shell.Running shown = shell.start("", "listen", "--user", user, "--last", "100");
    Shell.Running executed =
        shell.start(
            "",
            "listen",
            "--user",
            user,
            "--exec",
            "printf '%%s|%%s|' \"$RINGSIDE_TITLE\" \"$RINGSIDE_API_KEY\" >> %s; cat >> %s"
                .formatted(told, told));
    Eventually.holds(
        "two sessions",
        () ->
            node.call("GET", "/api/users/" + user + "/inbox", null).body().path("online").asInt()
                == 2);

    // A session counts before the node has read where it begins: until then this is before, too.
    Eventually.holds(
        "both told",
        () -> {
          node.publish(user, "{\"title\":\"now; $(touch x)\"}");
          // Few enough of them that what was before stays among the last.
          Thread.sleep(200);
          return Files.exists(told) && shown.out().contains("now; $(touch x)");
        });
    Eventually.holds("the command's end", () -> Files.size(told) > 40);

    assertThat(Files.readString(told)).startsWith("now; $(touch x)||{").doesNotContain("before");
    Signals.send("TERM", shown.pid());
    Signals.send("TERM", executed.pid());
    assertThat(shown.await().out()).contains("before", "now; $(touch x)");
  }

  @Test
  void listenSince_goesOnFromAPosition() throws Exception {
    JsonNode first = node.publish(user, "{\"title\":\"first\"}").body();
    node.publish(user, "{\"title\":\"second\"}");
    String epoch =
        node.call("GET", "/api/users/" + user + "/inbox", null).body().path("epoch").asText();
    String since = epoch + ":" + first.path("revision").asText();
    Path told = home.resolve("told");

    Shell.Running listening =
        shell.start(
            "",
            "listen",
            "--user",
            user,
            "--since",
            since,
            "--exec",
            "echo \"$RINGSIDE_TITLE $RINGSIDE_POSITION\" >> " + told);
    Eventually.holds("the second", () -> Files.exists(told) && Files.size(told) > 0);

    assertThat(Files.readString(told)).isEqualTo("second " + epoch + ":2\n");
    listening.kill();
    assertThat(shell.call("listen", "--user", user, "--since", "nonsense").status()).isEqualTo(2);
  }

  @Test
  void settings_comeFromAFileToo() throws Exception {
    Path folder = Files.createDirectories(home.resolve("config").resolve("ringside"));
    Files.writeString(
        folder.resolve("client.properties"),
        "url=" + Shell.address(node) + "\napi-key=" + TestNode.KEY + "\n");
    shell.without("RINGSIDE_URL").without("RINGSIDE_API_KEY");

    assertThat(shell.call("notify", "--user", user, "x").status()).isZero();
    assertThat(shell.call("notify", "--server", "http://127.0.0.1:1", "--user", user, "x").status())
        .isEqualTo(Exit.AWAY.status());
  }

  @Test
  void user_comesFromTheEnvironmentOrTheFileToo() throws Exception {
    Shell.Ended nobody = shell.call("notify", "x");
    assertFault(nobody, Exit.MISUSED);
    assertThat(nobody.err())
        .contains("--user", "RINGSIDE_USER", "user in ", "client.properties")
        .hasLineCount(1);
    for (String command : List.of("inbox", "listen", "read --all", "run -- true")) {
      assertThat(shell.call(command.split(" ", -1)).status()).as(command).isEqualTo(2);
    }

    shell.with("RINGSIDE_USER", user);
    assertThat(shell.call("notify", "one").status()).isZero();
    assertThat(shell.call("inbox").out()).contains("one").hasLineCount(1);
    assertThat(shell.call("run", "--title", "Build", "--", "true").status()).isZero();
    assertThat(shell.call("read", "--all").out()).isEqualTo("0 unread\n");
    assertThat(list()).hasSize(2);

    Path folder = Files.createDirectories(home.resolve("config").resolve("ringside"));
    Files.writeString(folder.resolve("client.properties"), "user=" + user + "\n");
    shell.without("RINGSIDE_USER");
    assertThat(shell.call("inbox").out()).contains("one");
    shell.with("RINGSIDE_USER", user + "-other");
    assertThat(shell.call("inbox").out()).isEmpty();
    assertThat(shell.call("inbox", "--user", user).out()).contains("one");
  }

  @Test
  void fault_isOneLineAndAStatus() throws Exception {
    assertFault(shell.call("notify", "--user", user, "--style", "purple", "x"), Exit.MISUSED);
    assertFault(shell.callWith("", "notify", "--user", user), Exit.MISUSED);
    assertFault(shell.call("notify", "--user", user, "--progress", "101", "x"), Exit.FAILED);
    assertFault(
        new Shell(home).at(node).without("RINGSIDE_API_KEY").call("inbox", "--user", "1"),
        Exit.MISUSED);
    assertFault(
        new Shell(home).at(node).with("RINGSIDE_API_KEY", "wrong").call("inbox", "--user", "1"),
        Exit.REFUSED);
    assertFault(shell.call("inbox", "--server", "ftp://x", "--user", "1"), Exit.MISUSED);
    assertFault(shell.call("inbox", "--config", "/no/such/file", "--user", "1"), Exit.MISUSED);
  }

  @Test
  void fault_isOneLine() throws Exception {
    Shell.Ended invalid = shell.call("notify", "--user", user, "--progress", "101", "x");
    assertThat(invalid.err()).hasLineCount(1).contains("(422)", "progress must be from 0 to 100");
    assertLine(shell.call("inbox", "--user", user, "--limit", "0"), "--limit");
    assertLine(shell.call("rooms", "--limit", "101"), "--limit");
    assertLine(
        shell.call("inbox", "--server", "http://127.0.0.1:99999", "--user", "1"), "such as http");
    assertLine(shell.call("inbox", "--config", home.toString(), "--user", "1"), "is a folder");
    for (String[] call : new String[][] {{"notfy", "--help"}, {"notif"}, {"NOTIFY", "x"}}) {
      assertLine(shell.call(call), "The nearest is notify; ringside --help");
    }
    Shell.Ended plain =
        shell
            .with("RINGSIDE_URL", Shell.address(node).replace("http:", "https:"))
            .call("inbox", "--user", user);
    assertThat(plain.err()).hasLineCount(1).contains("speaks no TLS");
    assertThat(plain.status()).isEqualTo(Exit.AWAY.status());
  }

  private static void assertLine(Shell.Ended ended, String what) {
    assertFault(ended, Exit.MISUSED);
    assertThat(ended.err()).hasLineCount(1).contains(what);
  }

  private static void assertFault(Shell.Ended ended, Exit exit) {
    assertThat(ended.status()).as(ended.err()).isEqualTo(exit.status());
    assertThat(ended.err()).startsWith("ringside: ").doesNotContain("\tat ", TestNode.KEY);
    assertThat(ended.out()).isEmpty();
  }
}
