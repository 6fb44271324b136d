package dev.ringside.cli.doctor;

import dev.ringside.config.RingsideConfig;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.sql.SQLException;
import java.util.Objects;
import java.util.Optional;
import javax.net.ssl.SSLException;

/** Why a database could not be reached, and what to do about it. */
final class DatabaseFault {

  private static final String URL = "RINGSIDE_DATABASE_URL";

  private DatabaseFault() {}

  static void tell(Notes notes, RingsideConfig.Database settings, Throwable failure) {
    String place = place(settings);
    Optional<SQLException> sql = Causes.of(failure, SQLException.class);
    if (Causes.has(failure, UnknownHostException.class)) {
      notes.fault(
          "the host of %s is not known: its name does not resolve.".formatted(place),
          "Mend the host in " + URL + ", or the name service of this machine.");
    } else if (Causes.has(failure, ConnectException.class)
        || Causes.has(failure, NoRouteToHostException.class)) {
      notes.fault(
          "nobody answers at %s: the connection is refused.".formatted(place),
          "Start PostgreSQL there, have it listen at that address (listen_addresses), or mend host"
              + " and port in "
              + URL
              + ".");
    } else if (Causes.has(failure, SocketTimeoutException.class) || isLate(sql)) {
      notes.fault(
          "%s does not answer in time.".formatted(place),
          "Look for a firewall between, or a wrong host or port in " + URL + ".");
    } else if (Causes.has(failure, SSLException.class)) {
      notes.fault(
          "TLS to %s fails: %s".formatted(place, Causes.words(failure)),
          "Mend sslmode and sslrootcert in " + URL + ", or the server's certificate.");
    } else {
      byState(notes, place, sql.map(SQLException::getSQLState).orElse(""), failure);
    }
  }

  private static boolean isLate(Optional<SQLException> failure) {
    return failure
        .map(SQLException::getMessage)
        .filter(words -> words.contains("timed out"))
        .isPresent();
  }

  private static void byState(Notes notes, String place, String state, Throwable failure) {
    String words = Causes.words(failure);
    switch (Objects.requireNonNullElse(state, "")) {
      case "28P01" ->
          notes.fault(
              "%s refuses the password: %s".formatted(place, words),
              "Give user and password of that role in "
                  + URL
                  + ", special characters percent-encoded.");
      case "28000" ->
          notes.fault(
              "%s does not let this role in: %s".formatted(place, words),
              "Make the role (create role … login password '…'), or let it in by pg_hba.conf.");
      case "3D000" ->
          notes.fault(
              "PostgreSQL answers, and has no such database: %s".formatted(words),
              "Make it (create database …), or mend the name in " + URL + ".");
      case "53300" ->
          notes.fault(
              "%s has no connection left: %s".formatted(place, words),
              "Raise its max_connections, or lower RINGSIDE_DATABASE_POOL_SIZE on each node.");
      case "57P03" ->
          notes.fault(
              "%s is starting or stopping: %s".formatted(place, words), "Try again in a moment.");
      default ->
          notes.fault(
              "%s cannot be used: %s".formatted(place, words), "Mend " + URL + " accordingly.");
    }
  }

  /** Host, port and name of the database, without parameters, which may hold a password. */
  static String place(RingsideConfig.Database settings) {
    String url = settings.url();
    if (url == null) {
      return "the embedded PostgreSQL in " + settings.dataDir();
    }
    String rest = url.substring("jdbc:postgresql:".length());
    int query = rest.indexOf('?');
    String place = query < 0 ? rest : rest.substring(0, query);
    return place.startsWith("//") ? place.substring(2) : place;
  }
}
