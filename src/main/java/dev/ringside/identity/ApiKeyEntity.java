package dev.ringside.identity;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** An API key at rest: its hash, never itself. */
@Entity
@Table(name = "api_key")
class ApiKeyEntity {

  @Id byte[] hash;

  String name;

  @Column(name = "created_at")
  Instant createdAt;

  /** For Hibernate, which sets the fields itself. */
  @SuppressWarnings("NullAway.Init")
  ApiKeyEntity() {}

  ApiKeyEntity(byte[] hash, String name, Instant createdAt) {
    this.hash = hash;
    this.name = name;
    this.createdAt = createdAt;
  }
}
