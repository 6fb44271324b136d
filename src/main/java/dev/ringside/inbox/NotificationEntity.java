package dev.ringside.inbox;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A notification, or its tombstone, as it lies in its table. */
@Entity
@Table(name = "notification")
class NotificationEntity {

  @Id UUID id;

  @Column(name = "user_id")
  String user;

  long revision;
  long rang;
  String style;
  @Nullable String title;
  @Nullable String content;
  @Nullable String link;
  @Nullable String data;
  @Nullable String category;
  @Nullable String key;
  @Nullable Short progress;

  @Column(name = "created_at")
  Instant createdAt;

  @Column(name = "updated_at")
  Instant updatedAt;

  @Column(name = "read_at")
  @Nullable Instant readAt;

  @Column(name = "deleted_at")
  @Nullable Instant deletedAt;

  @Column(name = "expires_at")
  @Nullable Instant expiresAt;

  @Nullable String job;

  /** For Hibernate, which sets the fields itself. */
  @SuppressWarnings("NullAway.Init")
  NotificationEntity() {}

  Notification toNotification() {
    return new Notification(
        id,
        user,
        revision,
        rang,
        new Content(Style.ofWire(style), title, content, link, data, category),
        key,
        progress == null ? null : progress.intValue(),
        createdAt,
        updatedAt,
        readAt,
        expiresAt,
        job);
  }
}
