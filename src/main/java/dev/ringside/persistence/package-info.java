/**
 * The database: the pool and its {@link dev.ringside.persistence.Transactions}, the migrations, the
 * generation that names this database's history, Hibernate's factory over the entities that the
 * features bring, and the embedded PostgreSQL. Only this package touches Flyway, HikariCP and
 * {@code EntityManagerFactory}. Imports {@code config} and {@code wire}.
 */
@NullMarked
package dev.ringside.persistence;

import org.jspecify.annotations.NullMarked;
