package dev.ringside.metrics;

import dev.ringside.metrics.Shape.Counted;
import dev.ringside.metrics.Shape.Distributed;
import dev.ringside.metrics.Shape.Gauged;
import java.util.List;

/**
 * The one table of metrics: {@code docs/metrics.md} is made from it, and {@code /metrics} shows
 * these and no others of Ringside's own. Names are Prometheus's and never change their meaning.
 */
public enum Metric {
  PUBLISHES(
      "ringside_publishes_total",
      Counted.by(
          "outcome",
          "created",
          "replaced",
          "scheduled",
          "repeated",
          "rejected",
          "unavailable",
          "failed"),
      "Publishes to one user, each of many counted alone. Scheduled are those that are kept to be"
          + " delivered later. Rejected are those with a wrong value (422), unavailable those that"
          + " are not known to be stored (503), failed those that failed inside Ringside (500)."),
  MARKS(
      "ringside_marks_total",
      Counted.by("outcome", "marked", "rejected", "unavailable", "failed"),
      "Calls that mark notifications as read or unread, or delete them, from wherever they came:"
          + " HTTP, a socket, a sweep."),
  ROOM_MESSAGES(
      "ringside_room_messages_total",
      Counted.by("outcome", "said", "repeated", "rejected"),
      "Messages that were said in rooms, by whatever way. Repeated are those that had been said"
          + " before under the same name of the client's, rejected those that were not stored."),
  ROOM_SEATS(
      "ringside_room_seats",
      Gauged.alone(),
      "Sessions of this node in rooms: one for each room that each of them follows."),
  RETENTION_DELETED(
      "ringside_retention_deleted_total",
      Counted.by("reason", "expired", "cap", "age"),
      "Notifications that this node has deleted by itself: since their time was up, since their"
          + " inbox had too many, or since they were too old."),
  TOMBSTONES_REMOVED(
      "ringside_tombstones_removed_total",
      Counted.alone(),
      "Traces of deleted notifications that this node has removed, since they were old enough."),

  COMMITS(
      "ringside_commits_total",
      Counted.by("outcome", "committed", "contended", "refused", "unavailable", "full", "unknown"),
      "Transactions of the writer. Contended ones met rows that somebody else had locked, refused"
          + " ones a row that the database did not take; both are tried again in parts. Full is the"
          + " database's disk. Of unknown ones the commit was not answered."),
  COMMIT_OPERATIONS(
      "ringside_commit_operations",
      Distributed.over(1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000),
      "Operations that a transaction committed together, done or found to be done already."),
  COMMIT_TIME(
      "ringside_commit_seconds",
      Distributed.over(0.000_5, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5),
      "From the begin of a transaction of the writer until its commit was answered and its changes"
          + " were handed to the broker."),
  WRITER_WAITING_OPERATIONS(
      "ringside_writer_waiting_operations",
      Gauged.alone(),
      "Operations that are held for the writer: what is capped at the door."),
  WRITER_WAITING_BYTES(
      "ringside_writer_waiting_bytes",
      Gauged.alone(),
      "About how many bytes those operations are."),
  WRITER_REFUSED(
      "ringside_writer_refused_total",
      Counted.alone(),
      "Operations that were refused at once, with a 503, since too much was waiting."),

  OUTBOX_ROWS(
      "ringside_outbox_rows_total",
      Counted.by("outcome", "moved", "failed"),
      "Rows that were taken out of the outbox: moved into an inbox, or to `outbox_failed` with the"
          + " reason."),
  OUTBOX_WAIT(
      "ringside_outbox_wait_seconds",
      Distributed.over(0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 60, 600),
      "From the insert of a row into the outbox until it was taken: one observation for each"
          + " portion that was moved, of the oldest row in it. It includes the time that the"
          + " application took to commit."),

  JOB_REPORTS(
      "ringside_job_reports_total",
      Counted.by("outcome", "started", "stored", "held"),
      "Reports of jobs: those that started a run, those that were written, one by one or merged,"
          + " and those that were held for a moment since they came too soon after the last."),
  JOB_REPORTS_HELD(
      "ringside_job_reports_held", Gauged.alone(), "Jobs of which a report is held now."),
  JOBS_STALLED(
      "ringside_jobs_stalled_total",
      Counted.alone(),
      "Jobs that nothing was heard of for as long as their lease, noted by this node."),

  PUSH_LATENCY(
      "ringside_push_latency_seconds",
      Distributed.over(0.000_5, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10),
      "From the moment an operation was handed to the writer until a session that is live was"
          + " written its change: one observation a session and write, of the oldest operation in"
          + " it. What a session gets by catching up is not in it."),
  SESSIONS(
      "ringside_sessions",
      Gauged.by("kind", "socket", "events", "poll"),
      "Sessions that follow a log on this node."),
  SESSIONS_BEHIND(
      "ringside_sessions_behind",
      Gauged.alone(),
      "Those of them that have to catch up: a new one, or one that is slow or missed something."),
  CATCH_UPS(
      "ringside_catch_ups_total",
      Counted.by("kind", "missed", "snapshot"),
      "Frames that were read out of the log for a session: what it missed, or a snapshot."),
  CATCH_UP_TIME(
      "ringside_catch_up_query_seconds",
      Distributed.over(0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5),
      "Time of a query that catches up sessions, many at once."),
  LANE_OVERFLOWS(
      "ringside_lane_overflows_total",
      Counted.alone(),
      "How often a delivery lane dropped changes, so that its sessions had to look for"
          + " themselves."),
  LOSSES_HEALED(
      "ringside_losses_healed_total",
      Counted.alone(),
      "Sessions that the comparison of heads found behind: what a broker had lost."),

  HANDSHAKES(
      "ringside_handshakes_total",
      Counted.by("outcome", "accepted", "origin", "credential", "ticket", "address", "node"),
      "Sockets that were accepted, or why they were refused: a page of an origin that is not"
          + " allowed, a credential or ticket that is no good, too many sockets of one address, too"
          + " many sessions on this node."),
  CLOSES(
      "ringside_closes_total",
      Counted.byAny("code"),
      "Sockets that ended, by the code that was said first, by either side: the close codes of the"
          + " protocol, 1005 where none was said, 1006 where the connection was lost or cut, and"
          + " other for a code of the client's own."),
  SOCKET_SENT(
      "ringside_socket_sent_bytes_total",
      Counted.alone(),
      "Bytes that were written to sockets, taken by their peers or not."),
  TLS_HANDSHAKES(
      "ringside_tls_handshakes_total",
      Counted.by("outcome", "completed", "failed"),
      "Connections of either port that have agreed on TLS, or have not: what came was no TLS, an"
          + " old version, or from somebody who does not like the certificate."),
  TLS_CERTIFICATE(
      "ringside_tls_certificate_left_seconds",
      Gauged.alone(),
      "How long the certificate that new connections get is still good; below 0 where it has"
          + " expired. 0 where TLS is off."),
  REFUSED(
      "ringside_refused_total",
      Counted.by(
          "limit",
          "publishes_key",
          "publishes_user",
          "room_messages",
          "guests_address",
          "sessions_node",
          "http_connections",
          "socket_handshakes"),
      "What was refused since a limit of this node was reached: publishes by a key or to a user,"
          + " messages of one person in one room, guests of an address (429), sessions (503),"
          + " connections of HTTP, and connections of the socket's port"
          + " before they were a socket (both closed)."),
  HTTP_ANSWERS(
      "ringside_http_answers_total",
      Counted.by("status", "2xx", "3xx", "4xx", "5xx"),
      "Requests that were answered, by the class of the status."),

  BROKER_UP(
      "ringside_broker_up",
      Gauged.alone(),
      "1 while the broker carries changes to other nodes and from them, else 0."),
  BROKER_SENT(
      "ringside_broker_messages_sent_total",
      Counted.alone(),
      "Messages that the broker was given and took."),
  BROKER_RECEIVED(
      "ringside_broker_messages_received_total",
      Counted.alone(),
      "Messages that came from the broker."),
  BROKER_DROPPED(
      "ringside_broker_messages_dropped_total",
      Counted.by("reason", "down", "overflow", "failed", "unreadable"),
      "Messages that were not sent, since the broker was down, too many were waiting, or sending"
          + " failed; or that came and could not be read. Reconciliation heals what they told."),

  DATABASE_CONNECTIONS(
      "ringside_database_connections",
      Gauged.by("state", "active", "idle"),
      "Connections of the pool."),
  DATABASE_WAITING(
      "ringside_database_waiting", Gauged.alone(), "Threads that wait for a connection.");

  private static final List<String> UNITS = List.of("seconds", "bytes");

  private final String series;

  @SuppressWarnings("ImmutableEnumChecker") // a record of immutable lists
  private final Shape shape;

  private final String description;

  Metric(String series, Shape shape, String description) {
    this.series = series;
    this.shape = shape;
    this.description = description;
  }

  /** Its name in Prometheus, with unit and suffix. */
  public String series() {
    return series;
  }

  /** What it is, and how it is divided. */
  public Shape shape() {
    return shape;
  }

  /** What is counted, in one or two sentences of Markdown. */
  public String description() {
    return description;
  }

  /** The unit that its name ends with, or nothing where it is a number of things. */
  public String unit() {
    String stem = series.replaceFirst("_total$", "");
    return UNITS.stream().filter(unit -> stem.endsWith("_" + unit)).findFirst().orElse("");
  }
}
