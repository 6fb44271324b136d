package dev.ringside.inbox;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** The one row of an inbox, which orders it. */
@Entity
@Table(name = "inbox")
class InboxEntity {

  @Id
  @Column(name = "user_id")
  String user;

  String epoch;
  long revision;
  long unread;
  long compacted;

  /** For Hibernate, which sets the fields itself. */
  @SuppressWarnings("NullAway.Init")
  InboxEntity() {}
}
