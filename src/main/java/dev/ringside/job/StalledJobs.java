package dev.ringside.job;

import dev.ringside.config.RingsideConfig;
import dev.ringside.metrics.Metric;
import dev.ringside.metrics.Metrics;
import dev.ringside.persistence.Chore;
import dev.ringside.persistence.Rows;
import dev.ringside.persistence.Transactions;
import io.micrometer.core.instrument.Counter;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notes which leases have run out. Every node may do it; that it happens once comes from the row of
 * the job, under its lock.
 *
 * <p>A lease counts only while it could have been renewed. So those that ran out while this node
 * was not there, or could not reach its database, begin anew when it is back: otherwise every
 * outage of Ringside would have all jobs stall that it kept from reporting.
 *
 * <p><b>Order.</b> The lookout's thread alone writes {@code heard}, and sets {@code deaf}; the
 * chore's thread takes that back before it renews.
 */
@ApplicationScoped
class StalledJobs implements Chore {

  private static final Logger log = LoggerFactory.getLogger(StalledJobs.class);

  private static final int PORTION = 250;

  private static final String DUE =
      "select user_id, key from job where lease_until <= clock_timestamp()"
          + " order by lease_until limit ?";

  private static final String RENEW =
      """
      update job set lease_until = clock_timestamp() + lease_seconds * interval '1 second'
      where lease_until <= clock_timestamp()
      """;

  private final Transactions transactions;
  private final JobService service;
  private final Counter stalled;
  private final long deafNanos;
  private long heard;
  private volatile boolean deaf;

  @Inject
  StalledJobs(
      Transactions transactions, JobService service, RingsideConfig config, Metrics metrics) {
    this.transactions = transactions;
    this.service = service;
    this.stalled = metrics.counter(Metric.JOBS_STALLED);
    Duration often = config.chores().look().multipliedBy(3);
    this.deafNanos = config.jobs().deaf().plus(often).toNanos();
    this.heard = System.nanoTime() - 2 * deafNanos;
  }

  @Override
  public String name() {
    return "leases of jobs";
  }

  @Override
  public String due() {
    return "exists (select from job where lease_until <= clock_timestamp())";
  }

  @Override
  public boolean isDue(ResultSet row, int column) throws SQLException {
    boolean due = row.getBoolean(column);
    long now = System.nanoTime();
    if (now - heard > deafNanos) {
      deaf = due;
    }
    heard = now;
    return due;
  }

  @Override
  public boolean work() {
    if (deaf) {
      deaf = false;
      renew();
      return true;
    }
    List<JobName> names = transactions.read(StalledJobs::due);
    List<@Nullable JobOutcome> outcomes =
        service.stall(names).stream().map(CompletableFuture::join).toList();
    int changed = 0;
    for (JobOutcome outcome : outcomes) {
      if (outcome instanceof JobOutcome.Done(boolean done) && done) {
        changed++;
      }
    }
    stalled.increment(changed);
    return names.size() == PORTION;
  }

  private void renew() {
    try {
      int renewed = transactions.run(StalledJobs::renewed);
      if (renewed > 0) {
        log.info("{} jobs could not be heard of for a while; their leases begin anew", renewed);
      }
    } catch (RuntimeException e) {
      deaf = true;
      throw e;
    }
  }

  private static List<JobName> due(Connection connection) throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(DUE)) {
      select.setInt(1, PORTION);
      return Rows.all(select, row -> new JobName(row.getString(1), row.getString(2)));
    }
  }

  private static int renewed(Connection transaction) throws SQLException {
    try (PreparedStatement update = transaction.prepareStatement(RENEW)) {
      return update.executeUpdate();
    }
  }
}
