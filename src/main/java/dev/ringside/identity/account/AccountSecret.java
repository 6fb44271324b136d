package dev.ringside.identity.account;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.MACVerifier;
import dev.ringside.config.RingsideConfig;
import dev.ringside.persistence.Rows;
import dev.ringside.persistence.Transactions;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The secret of all sign-ins, which all nodes share. The first node with accounts makes it; where
 * there are none, nothing is stored. Immutable, safe for any thread.
 */
@ApplicationScoped
class AccountSecret {

  private static final String NAME = "account";
  private static final String REFRESH_PREFIX = "rsr_";
  private static final int BYTES = 32;

  private final byte[] secret;

  @Inject
  AccountSecret(RingsideConfig config, Transactions transactions) {
    byte[] fresh = new byte[BYTES];
    new SecureRandom().nextBytes(fresh);
    secret = config.accounts().on() ? transactions.run(t -> shared(t, fresh)) : fresh;
  }

  private static byte[] shared(Connection transaction, byte[] fresh) throws SQLException {
    try (PreparedStatement insert =
            transaction.prepareStatement(
                "insert into secret (name, value, created_at) values (?, ?, now())"
                    + " on conflict do nothing");
        PreparedStatement select =
            transaction.prepareStatement("select value from secret where name = ?")) {
      insert.setString(1, NAME);
      insert.setBytes(2, fresh);
      insert.executeUpdate();
      select.setString(1, NAME);
      return Rows.first(select, row -> row.getBytes(1)).orElseThrow();
    }
  }

  MACSigner signer() throws JOSEException {
    return new MACSigner(secret);
  }

  MACVerifier verifier() throws JOSEException {
    return new MACVerifier(secret);
  }

  /**
   * The refresh token that comes after another: always the same, so that two who show the same
   * token at once are given the same, and neither is left with one that nobody will use.
   */
  String successor(String refreshToken) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret, "HmacSHA256"));
      byte[] next = mac.doFinal(("refresh:" + refreshToken).getBytes(StandardCharsets.UTF_8));
      return REFRESH_PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(next);
    } catch (GeneralSecurityException e) {
      throw new AssertionError("every Java has HMAC-SHA256", e);
    }
  }

  /** What a first refresh token starts with, as all of them do. */
  static String refreshPrefix() {
    return REFRESH_PREFIX;
  }
}
