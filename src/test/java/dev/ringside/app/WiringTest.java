package dev.ringside.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ringside.cluster.Membership;
import dev.ringside.config.RingsideConfig;
import dev.ringside.identity.ApiKeys;
import dev.ringside.identity.UserId;
import dev.ringside.inbox.Drafts;
import dev.ringside.inbox.InboxService;
import dev.ringside.inbox.Outcome;
import dev.ringside.job.JobResource;
import dev.ringside.log.Broker;
import dev.ringside.log.Delivery;
import dev.ringside.log.LogName;
import dev.ringside.metrics.Metrics;
import dev.ringside.persistence.Database;
import dev.ringside.push.Recorder;
import dev.ringside.push.WebSockets;
import dev.ringside.room.RoomService;
import dev.ringside.schedule.ScheduledResource;
import dev.ringside.support.TestPostgres;
import dev.ringside.tls.Tls;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.Filters;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.JavaArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The beans as a container wires them, from the service to a session, over a real database. */
@ExtendWith(ArquillianExtension.class)
class WiringTest {

  private static final String BEANS =
      """
      <beans xmlns="https://jakarta.ee/xml/ns/jakartaee" version="4.0"
             bean-discovery-mode="annotated"/>
      """;

  @Inject private InboxService inbox;
  @Inject private WebSockets registry;
  @Inject private WebSockets again;
  @Inject private Delivery delivery;
  @Inject private Broker broker;
  @Inject private Recorder recorder;
  @Inject private RingsideConfig config;
  @Inject private BeanManager beans;

  @Deployment
  static JavaArchive archive() {
    return ShrinkWrap.create(JavaArchive.class)
        .addPackages(
            true,
            Filters.exclude(".*Test(\\$.*)?\\.class"),
            Metrics.class.getPackage(),
            Database.class.getPackage(),
            ApiKeys.class.getPackage(),
            InboxService.class.getPackage(),
            WebSockets.class.getPackage(),
            Tls.class.getPackage(),
            Membership.class.getPackage(),
            RoomService.class.getPackage(),
            JobResource.class.getPackage(),
            ScheduledResource.class.getPackage())
        .addClass(TestConfig.class)
        .addAsManifestResource(new StringAsset(BEANS), "beans.xml");
  }

  private long count(String sql, String user) throws SQLException {
    try (Connection connection = TestPostgres.connect(config.database().schema());
        PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, user);
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return row.getLong(1);
      }
    }
  }

  @Test
  void registry_isOneForTheApplication() {
    Set<Bean<?>> found = beans.getBeans(WebSockets.class);

    assertThat(found).hasSize(1);
    assertThat(found.iterator().next().getScope()).isEqualTo(ApplicationScoped.class);
    LogName log = LogName.inbox("shared");
    try (Recorder.Recording _ = recorder.follow("shared")) {
      assertThat(registry.count(log)).isEqualTo(1);
      assertThat(again.count(log)).isEqualTo(1);
      assertThat(delivery.count(log)).isEqualTo(1);
    }
    assertThat(registry.count(log)).isZero();
  }

  @Test
  void broker_withOneNode_isTheLocalOne() {
    // The proxy passes this on to the broker itself.
    assertThat(broker.toString()).contains("LocalBroker");
  }

  @Test
  void publish_isCommittedThenDelivered() throws Exception {
    try (Recorder.Recording tab = recorder.follow("42")) {
      JsonNode snapshot = tab.next();
      assertThat(snapshot.path("epoch").asText()).isEqualTo("-");
      assertThat(snapshot.path("revision").asLong()).isZero();

      Outcome outcome =
          inbox
              .publish(new UserId("42"), Drafts.titled("hello"), null, Runnable::run)
              .get(10, TimeUnit.SECONDS);

      assertThat(outcome).isInstanceOf(Outcome.Created.class);
      assertThat(count("select count(*) from notification where user_id = ?", "42")).isEqualTo(1);
      assertThat(count("select unread from inbox where user_id = ?", "42")).isEqualTo(1);
      JsonNode live = tab.next();
      assertThat(live.path("since").asLong()).isZero();
      assertThat(live.path("revision").asLong()).isEqualTo(1);
      assertThat(live.path("changes").path(0).path("notification").path("title").asText())
          .isEqualTo("hello");
    }
  }
}
