package dev.ringside.room;

import dev.ringside.persistence.Chore;
import dev.ringside.persistence.Rows;
import dev.ringside.persistence.Transactions;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.PreparedStatement;
import java.util.List;

/** Deletes what rooms keep no longer, by ordinary deletes that open pages see. */
@ApplicationScoped
class OldMessages implements Chore {

  private static final int ROOMS = 50;

  private static final String DUE =
      """
      select id from room where sweep_at <= clock_timestamp() order by sweep_at limit ?
      """;

  private final Transactions transactions;
  private final RoomService service;

  @Inject
  OldMessages(Transactions transactions, RoomService service) {
    this.transactions = transactions;
    this.service = service;
  }

  @Override
  public String name() {
    return "old messages";
  }

  @Override
  public String due() {
    return "exists (select from room where sweep_at <= clock_timestamp())";
  }

  @Override
  public boolean work() {
    List<String> rooms =
        transactions.read(
            connection -> {
              try (PreparedStatement select = connection.prepareStatement(DUE)) {
                select.setInt(1, ROOMS);
                return Rows.texts(select);
              }
            });
    RoomChores.perform(service, rooms.stream().map(RoomOperation.Expire::new).toList());
    return !rooms.isEmpty();
  }
}
