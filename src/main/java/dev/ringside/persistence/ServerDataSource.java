package dev.ringside.persistence;

import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Opens connections to PostgreSQL where it is at that moment: an embedded one that had to be
 * started again may have another port than before.
 */
class ServerDataSource extends PGSimpleDataSource {

  private static final long serialVersionUID = 1L;

  private final transient @Nullable EmbeddedPostgres embedded;

  /** A source for the embedded server, or for wherever its address is set to. */
  ServerDataSource(@Nullable EmbeddedPostgres embedded) {
    this.embedded = embedded;
    if (embedded != null) {
      setURL(embedded.jdbcUrl());
      setUser(embedded.user());
      setPassword(embedded.password());
    }
  }

  /** The address of now, with the parameters that were set. */
  @Override
  public String getUrl() {
    String url = super.getUrl();
    int parameters = url.indexOf('?');
    if (embedded == null || parameters < 0) {
      return url;
    }
    return embedded.jdbcUrl() + url.substring(parameters);
  }
}
