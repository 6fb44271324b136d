package dev.ringside.identity;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** A secret that all nodes share. */
@Entity
@Table(name = "secret")
class SecretEntity {

  /** The secret that signs user tokens. */
  static final String TOKEN = "token";

  @Id String name;

  byte[] value;

  @Column(name = "created_at")
  Instant createdAt;

  /** For Hibernate, which sets the fields itself. */
  @SuppressWarnings("NullAway.Init")
  SecretEntity() {}

  SecretEntity(String name, byte[] value, Instant createdAt) {
    this.name = name;
    this.value = value;
    this.createdAt = createdAt;
  }
}
