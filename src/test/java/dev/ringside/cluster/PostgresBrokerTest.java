package dev.ringside.cluster;

import dev.ringside.persistence.Database;
import dev.ringside.support.Relay;
import dev.ringside.support.TestNode;
import dev.ringside.support.TestPostgres;
import java.io.IOException;
import java.net.URI;
import org.junit.jupiter.api.AfterEach;

/** Over a real PostgreSQL, by a relay that can be cut. */
class PostgresBrokerTest extends SharedBrokerContract {

  private final Relay relay;
  private final TestNode node;

  PostgresBrokerTest() throws Exception {
    URI server = URI.create(TestPostgres.url().substring("jdbc:".length()));
    relay = new Relay(server.getPort());
    node =
        TestNode.start(
            "ringside.database.url",
            TestPostgres.url().replace(":" + server.getPort() + "/", ":" + relay.port() + "/"));
  }

  @AfterEach
  void stop() throws IOException {
    relay.open();
    node.close();
    relay.close();
  }

  @Override
  Link link() {
    return new PostgresLink(node.ringside().bean(Database.class)::connect, node.schema());
  }

  @Override
  void cut() {
    relay.shut();
  }

  @Override
  void mend() {
    relay.open();
  }
}
