package dev.ringside.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.cli.doctor.SmallProxy.Flaw;
import dev.ringside.support.TestCertificate;
import dev.ringside.support.TestNode;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A node behind a proxy, looked at as by a browser. */
@Timeout(180)
@SuppressWarnings("NullAway.Init") // set before each test
class DoctorProxyTest {

  private static SmallProxy proxy;
  private static TestNode node;

  @TempDir Path folder;
  private Patient patient;

  @BeforeAll
  static void start() throws IOException, SQLException {
    proxy = new SmallProxy();
    node =
        TestNode.start(
            "ringside.trusted.proxies",
            "127.0.0.2",
            "ringside.allowed.origins",
            proxy.url(),
            "ringside.public.socket.url",
            proxy.socketUrl(),
            "ringside.heartbeat.seconds",
            "2");
    proxy.to(node);
  }

  @AfterAll
  static void stop() throws IOException {
    node.close();
    proxy.close();
  }

  @BeforeEach
  void someSetUp() {
    proxy.has();
    patient =
        new Patient(folder, node.schema())
            .with("RINGSIDE_API_KEY", TestNode.KEY)
            .with("RINGSIDE_BROKER", "local");
  }

  private Patient.Report examine(String... options) throws Exception {
    String[] all = new String[options.length + 4];
    System.arraycopy(options, 0, all, 4, options.length);
    all[0] = "--url";
    all[1] = proxy.url();
    all[2] = "--limit-seconds";
    all[3] = "2";
    return patient.examine(all);
  }

  @Test
  void proxy_thatDoesAllThatItHasTo_hasNoFault_andItsMadeUpUserIsGone() throws Exception {
    examine("--watch", "5")
        .isSound()
        .praises("proxy", proxy.url(), "ready")
        .praises("api key", "takes it")
        .praises("socket", "a page of " + proxy.url())
        .praises("socket", "welcome")
        .praises("forwarded address", "127.0.0.1")
        .praises("event stream", "as it comes")
        .praises("idle socket", "stayed open");

    assertThat(
            node.call("GET", "/api/users/ringside-doctor/export", null)
                .raw()
                .body()
                .lines()
                .filter(line -> line.contains("\"visitor\"")))
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "HANDS_ON_NO_UPGRADE, socket, asked without the upgrade",
    "KNOWS_ONE_PORT_ALONE, socket, HTTP port",
    "FINDS_NO_SOCKET, socket, 502",
    "FORWARDS_NO_ADDRESS, forwarded address, RINGSIDE_TRUSTED_PROXIES",
    "GATHERS_ANSWERS, event stream, gathers",
    "TELLS_ANOTHER_TIME, clock, behind this machine",
    "ANSWERS_FOR_ALL, proxy, not by Ringside",
    "DROPS_AUTHORIZATION, api key, does not know it"
  })
  void proxy_thatDoesNot_isToldWhat(Flaw flaw, String what, String words) throws Exception {
    proxy.has(flaw);

    Patient.Report report = examine().names(what, words);

    if (flaw != Flaw.TELLS_ANOTHER_TIME && flaw != Flaw.DROPS_AUTHORIZATION) {
      report.names(what, "docs/proxies.md");
    }
  }

  @Test
  void proxy_thatCutsIdleSockets_isToldWhereItIsWatched() throws Exception {
    proxy.has(Flaw.CUTS_IDLE_SOCKETS);

    examine("--watch", "4").names("idle socket", "it was cut after", "pings every 2 s");
  }

  @Test
  void origin_thatIsNotAllowed_isTold() throws Exception {
    examine("--origin", "https://app.example.org")
        .names("socket", "https://app.example.org", "RINGSIDE_ALLOWED_ORIGINS");
  }

  @Test
  void key_thatIsNotKnown_isTold_andTheHandshakeIsTriedAllTheSame() throws Exception {
    patient.with("RINGSIDE_API_KEY", Patient.WRONG);

    examine().names("api key", "does not know it").praises("socket", "a page of");
  }

  @Test
  void node_thatIsNotThere_isTold() throws Exception {
    patient
        .examine("--url", "http://127.0.0.1:1")
        .names("proxy", "127.0.0.1:1", "the connection is refused");
  }

  @Test
  void certificate_thatNobodyVouchesFor_isTold() throws Exception {
    TestCertificate.Pair pair = TestCertificate.elliptic().writeTo(folder);
    try (TestNode secure = TestNode.start(pair.settings())) {
      patient
          .with("RINGSIDE_TLS_CERTIFICATE", pair.certificate().toString())
          .with("RINGSIDE_TLS_KEY", pair.key().toString())
          .with("RINGSIDE_HTTP_PORT", Integer.toString(secure.httpPort()))
          .with("RINGSIDE_SOCKET_PORT", Integer.toString(secure.socketPort()))
          .with("RINGSIDE_DATABASE_SCHEMA", secure.schema())
          .examine("--url", "https://localhost:" + secure.httpPort())
          .names("proxy", "certificate of localhost", "nobody that is trusted")
          .praises("certificate", "CN=localhost")
          .praises("http port", "is ready")
          .praises("api key", "takes it");

      TestCertificate.stranger().writeTo(folder);
      patient
          .with("RINGSIDE_TLS_KEY", folder.resolve("no-such-key").toString())
          .examine()
          .names("certificate", "RINGSIDE_TLS_KEY", "no such file");
    }
  }
}
