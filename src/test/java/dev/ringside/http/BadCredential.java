package dev.ringside.http;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.PlainHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Set;

/** Credentials that must open no door, each made as somebody would who tries. */
enum BadCredential {
  EMPTY,
  WORDS,
  API_KEY_UNKNOWN,
  OWN_TAMPERED_SIGNATURE,
  OWN_TAMPERED_USER,
  OWN_EXPIRED,
  OWN_WITHOUT_A_SIGNATURE,
  OWN_BY_THE_APPLICATIONS_KEY,
  TAMPERED_SIGNATURE,
  TAMPERED_USER,
  EXPIRED,
  NOT_YET,
  ISSUED_IN_THE_FUTURE,
  WITHOUT_AN_END,
  ALGORITHM_NONE,
  ALGORITHM_NONE_IN_CAPITALS,
  PUBLIC_KEY_AS_A_SECRET,
  PEM_TEXT_AS_A_SECRET,
  ANOTHER_ALGORITHM_OF_THE_RIGHT_KEY,
  ANOTHER_KEY,
  OWN_KEY_IN_THE_HEADER,
  KEY_ADDRESS_IN_THE_HEADER,
  KEY_ID_THAT_IS_A_PATH,
  KEY_ID_THAT_IS_SQL,
  CRITICAL_HEADER,
  WRONG_AUDIENCE,
  NO_AUDIENCE,
  WRONG_ISSUER,
  NO_ISSUER,
  NO_USER,
  USER_ME,
  USER_EMPTY,
  USER_WITH_A_LINE_BREAK,
  USER_TOO_LONG,
  USER_THAT_IS_A_LIST,
  TWO_USERS,
  ENCRYPTED,
  OVERSIZED,
  SESSION_THAT_IS_SQL,
  SESSION_THAT_ENDED,
  SESSION_PATTERN,
  TICKET_AS_A_TOKEN;

  /** What there is to work with. */
  record Arena(RSAKey key, String ownSecret, String endedSession, String ticket) {}

  String in(Arena arena) throws JOSEException {
    return switch (this) {
      case EMPTY -> "";
      case WORDS -> "let me in";
      case API_KEY_UNKNOWN -> "rsk_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
      case OWN_TAMPERED_SIGNATURE -> flipLast(own(arena, "42", 600));
      case OWN_TAMPERED_USER -> withUser(own(arena, "42", 600), "43");
      case OWN_EXPIRED -> own(arena, "42", -5);
      case OWN_WITHOUT_A_SIGNATURE ->
          new PlainJWT(claims("42").issuer("ringside").build()).serialize();
      case OWN_BY_THE_APPLICATIONS_KEY ->
          signed(arena.key, header().build(), claims("42").issuer("ringside").build());
      case TAMPERED_SIGNATURE -> flipLast(good(arena));
      case TAMPERED_USER -> withUser(good(arena), "43");
      case EXPIRED -> signed(arena, claims("42").expirationTime(in(-3600)).build());
      case NOT_YET -> signed(arena, claims("42").notBeforeTime(in(3600)).build());
      case ISSUED_IN_THE_FUTURE -> signed(arena, claims("42").issueTime(in(3600)).build());
      case WITHOUT_AN_END -> signed(arena, claims("42").expirationTime(null).build());
      case ALGORITHM_NONE -> new PlainJWT(claims("42").build()).serialize();
      case ALGORITHM_NONE_IN_CAPITALS ->
          encode("{\"alg\":\"NONE\"}") + "." + new PlainHeader().toBase64URL() + ".";
      case PUBLIC_KEY_AS_A_SECRET -> confused(publicBytes(arena.key));
      case PEM_TEXT_AS_A_SECRET -> confused(pem(arena.key).getBytes(StandardCharsets.UTF_8));
      case ANOTHER_ALGORITHM_OF_THE_RIGHT_KEY ->
          signed(arena.key, new JWSHeader(JWSAlgorithm.RS512), claims("42").build());
      case ANOTHER_KEY -> signed(stranger(), header().build(), claims("42").build());
      case OWN_KEY_IN_THE_HEADER -> {
        RSAKey own = stranger();
        yield signed(own, header().jwk(own.toPublicJWK()).build(), claims("42").build());
      }
      case KEY_ADDRESS_IN_THE_HEADER ->
          signed(
              stranger(),
              header().jwkURL(URI.create("http://127.0.0.1:1/keys")).build(),
              claims("42").build());
      case KEY_ID_THAT_IS_A_PATH ->
          signed(stranger(), header().keyID("../../../dev/null").build(), claims("42").build());
      case KEY_ID_THAT_IS_SQL ->
          signed(stranger(), header().keyID("' or '1'='1").build(), claims("42").build());
      case CRITICAL_HEADER ->
          signed(
              arena.key,
              header().customParam("must", true).criticalParams(Set.of("must")).build(),
              claims("42").build());
      case WRONG_AUDIENCE -> signed(arena, claims("42").audience("billing").build());
      case NO_AUDIENCE -> signed(arena, claims("42").audience((String) null).build());
      case WRONG_ISSUER -> signed(arena, claims("42").issuer("elsewhere").build());
      case NO_ISSUER -> signed(arena, claims("42").issuer(null).build());
      case NO_USER -> signed(arena, claims("42").subject(null).build());
      case USER_ME -> signed(arena, claims("me").build());
      case USER_EMPTY -> signed(arena, claims("").build());
      case USER_WITH_A_LINE_BREAK -> signed(arena, claims("42\r\nSet-Cookie: admin=1").build());
      case USER_TOO_LONG -> signed(arena, claims("u".repeat(129)).build());
      case USER_THAT_IS_A_LIST ->
          signed(arena, claims("42").claim("sub", List.of("42", "43")).build());
      case TWO_USERS -> twoUsers(arena);
      case ENCRYPTED -> encode("{\"alg\":\"dir\",\"enc\":\"A128GCM\"}") + "..AAAA.BBBB.CCCC";
      case OVERSIZED ->
          signed(arena, claims("42").audience("x").claim("more", "x".repeat(9_000)).build());
      case SESSION_THAT_IS_SQL -> "' or '1'='1";
      case SESSION_THAT_ENDED -> arena.endedSession;
      case SESSION_PATTERN -> "%";
      case TICKET_AS_A_TOKEN -> arena.ticket;
    };
  }

  /** A token that is good, to show that the bad ones differ from it by what they try alone. */
  static String good(Arena arena) throws JOSEException {
    return signed(arena, claims("42").build());
  }

  static String pem(RSAKey key) throws JOSEException {
    return "-----BEGIN PUBLIC KEY-----\n"
        + Base64.getMimeEncoder().encodeToString(publicBytes(key))
        + "\n-----END PUBLIC KEY-----\n";
  }

  private static byte[] publicBytes(RSAKey key) throws JOSEException {
    return key.toRSAPublicKey().getEncoded();
  }

  private static JWTClaimsSet.Builder claims(String user) {
    return new JWTClaimsSet.Builder()
        .issuer("shop")
        .audience("ringside")
        .subject(user)
        .expirationTime(in(600));
  }

  private static JWSHeader.Builder header() {
    return new JWSHeader.Builder(JWSAlgorithm.RS256);
  }

  private static Date in(int seconds) {
    return Date.from(Instant.now().plusSeconds(seconds));
  }

  private static String signed(Arena arena, JWTClaimsSet claims) throws JOSEException {
    return signed(arena.key, header().build(), claims);
  }

  private static String signed(RSAKey key, JWSHeader header, JWTClaimsSet claims)
      throws JOSEException {
    return signed(new RSASSASigner(key), header, claims);
  }

  private static String signed(JWSSigner signer, JWSHeader header, JWTClaimsSet claims)
      throws JOSEException {
    SignedJWT jwt = new SignedJWT(header, claims);
    jwt.sign(signer);
    return jwt.serialize();
  }

  private static String own(Arena arena, String user, int seconds) throws JOSEException {
    return signed(
        new MACSigner(arena.ownSecret),
        new JWSHeader(JWSAlgorithm.HS256),
        new JWTClaimsSet.Builder()
            .issuer("ringside")
            .subject(user)
            .issueTime(in(-600))
            .expirationTime(in(seconds))
            .build());
  }

  /** HS256 with what is public as the secret. */
  private static String confused(byte[] secret) throws JOSEException {
    return signed(new MACSigner(secret), new JWSHeader(JWSAlgorithm.HS256), claims("42").build());
  }

  private static RSAKey stranger() {
    return Stranger.KEY;
  }

  /** Made once, as it takes its time. */
  private static final class Stranger {
    static final RSAKey KEY = make();

    private static RSAKey make() {
      try {
        return new com.nimbusds.jose.jwk.gen.RSAKeyGenerator(2048).generate();
      } catch (JOSEException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private static String flipLast(String token) {
    // The last character may hold unused bits; one before it does not.
    int at = token.length() - 5;
    char other = token.charAt(at) == 'A' ? 'B' : 'A';
    return token.substring(0, at) + other + token.substring(at + 1);
  }

  private static String withUser(String token, String user) {
    String[] parts = token.split("\\.", -1);
    String claims = new Base64URL(parts[1]).decodeToString().replace("\"42\"", '"' + user + '"');
    return parts[0] + "." + encode(claims) + "." + parts[2];
  }

  /** Signed by the right key, and each reader may take another of the two names. */
  private static String twoUsers(Arena arena) throws JOSEException {
    try {
      String head = encode("{\"alg\":\"RS256\"}");
      String body =
          encode(
              "{\"iss\":\"shop\",\"aud\":\"ringside\",\"sub\":\"43\",\"sub\":\"42\",\"exp\":"
                  + Instant.now().plusSeconds(600).getEpochSecond()
                  + "}");
      java.security.Signature signature = java.security.Signature.getInstance("SHA256withRSA");
      signature.initSign(arena.key.toPrivateKey());
      signature.update((head + "." + body).getBytes(StandardCharsets.US_ASCII));
      return head + "." + body + "." + Base64URL.encode(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String encode(String text) {
    return Base64URL.encode(text).toString();
  }
}
