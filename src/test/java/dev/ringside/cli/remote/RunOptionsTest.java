package dev.ringside.cli.remote;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ringside.inbox.ContentRules;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How {@code ringside run} may be called, and what it does where it was set up wrongly. */
@Timeout(180)
class RunOptionsTest extends WithShell {

  /** What the server would refuse in the end is refused before it is too late. */
  @Test
  void optionThatTheServerWouldRefuse_isRefusedBeforeTheCommandRuns() throws Exception {
    Path ran = home.resolve("ran");
    for (List<String> option :
        List.of(
            List.of("--title", ""),
            List.of("--title", " "),
            List.of("--title", "t".repeat(257)),
            List.of("--key", ""),
            List.of("--key", "k".repeat(129)),
            List.of("--user", ""),
            List.of("--user", "me"),
            List.of("--user", "a\tb"),
            List.of("--link", "javascript:x"),
            List.of("--link", "//host/x"),
            List.of("--link", "/a b"),
            List.of("--lease-seconds", "4"),
            List.of("--lease-seconds", "604801"),
            List.of("--patience-seconds", "-1"),
            List.of("--patience-seconds", "9223372036854775807"))) {
      String name = option.getFirst();
      Shell.Ended ended =
          name.equals("--user")
              ? shell.call("run", name, option.getLast(), "--", "touch", ran + "")
              : shell.call(
                  "run", "--user", user, name, option.getLast(), "--", "touch", ran.toString());
      assertThat(ended.status()).as("%s: %s", option, ended.err()).isEqualTo(2);
      assertThat(ended.err()).startsWith("ringside: ").hasLineCount(1);
      assertThat(ran).doesNotExist();
    }
  }

  @Test
  void rules_areThoseOfTheServer() {
    assertThat(JobRules.LINK).isEqualTo(ContentRules.LINK);
    assertThat(JobRules.MAX_LINK).isEqualTo(ContentRules.MAX_LINK);
    assertThat(JobRules.MAX_TITLE).isEqualTo(ContentRules.MAX_TITLE);
    assertThat(JobRules.MAX_KEY).isEqualTo(ContentRules.MAX_KEY);
  }

  @Test
  void optionsAfterTheFirstWord_areTheCommands() throws Exception {
    Path file = Files.writeString(home.resolve("file"), "opened");

    Shell.Ended ended =
        shell.call("run", "--user", user, "echo", "--title", "x", "--", "--help", "@" + file);

    assertThat(ended.out()).isEqualTo("--title x -- --help @" + file + "\n");
    JsonNode jobs = node.call("GET", "/api/users/" + user + "/jobs", null).body();
    assertThat(jobs.at("/jobs/0/title").asText()).startsWith("echo --title x");
  }

  @Test
  void brokenSetUp_isToldAtTheStart_andTheCommandRunsAllTheSame() throws Exception {
    assertRuns(new Shell(home).at(node).without("RINGSIDE_API_KEY"), "no API key");
    assertRuns(new Shell(home).with("RINGSIDE_URL", "http://127.0.0.1:99999"), "address");
    assertRuns(new Shell(home).with("RINGSIDE_URL", "not one"), "");
    assertRuns(shell, "cannot be read", "--config", "/no/such/file");
    assertRuns(shell, "is a folder", "--config", home.toString());
    Path broken = Files.writeString(home.resolve("broken"), "url=\\u00zz");
    assertRuns(shell, "cannot be read", "--config", broken.toString());
    assertThat(shell.spooled()).isEmpty();
  }

  private void assertRuns(Shell where, String why, String... options) throws Exception {
    List<String> call = new java.util.ArrayList<>(List.of("run", "--user", user));
    call.addAll(List.of(options));
    call.addAll(List.of("--", "sh", "-c", "echo ran; exit 6"));
    Shell.Ended ended = where.call(call.toArray(String[]::new));
    assertThat(ended.status()).as(ended.err()).isEqualTo(6);
    assertThat(ended.out()).isEqualTo("ran\n");
    assertThat(ended.err())
        .startsWith("ringside: nobody will be told: ")
        .contains(why)
        .hasLineCount(1);
  }
}
