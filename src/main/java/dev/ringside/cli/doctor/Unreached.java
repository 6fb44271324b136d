package dev.ringside.cli.doctor;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import javax.net.ssl.SSLException;

/** Why a server could not be spoken to, and what to do about it. */
final class Unreached {

  private Unreached() {}

  static void tell(Notes notes, URI address, IOException failure) {
    String place = address.getHost() + ":" + Http.port(address);
    if (Causes.has(failure, UnknownHostException.class)) {
      notes.fault(
          "the host %s is not known: its name does not resolve.".formatted(address.getHost()),
          "Mend the address, or the name service.");
    } else if (Causes.has(failure, ConnectException.class)
        || Causes.has(failure, NoRouteToHostException.class)) {
      notes.fault(
          "nobody answers at %s: the connection is refused.".formatted(place),
          "Start the proxy, or mend the address.");
    } else if (Causes.has(failure, SSLException.class)) {
      certificate(notes, place, failure);
    } else if (Causes.has(failure, SocketTimeoutException.class)) {
      notes.fault(
          "%s does not answer in time.".formatted(place),
          "Look for a firewall between, or a proxy that waits for what is behind it.");
    } else if (Causes.has(failure, EOFException.class)) {
      notes.fault(
          "%s closes the connection without an answer.".formatted(place),
          "Is it the right port, and is the scheme (http, https) right?");
    } else {
      notes.fault(
          "%s cannot be spoken to: %s.".formatted(place, Causes.words(failure)),
          "Is it the right port, and is the scheme (http, https) right?");
    }
  }

  private static void certificate(Notes notes, String place, IOException failure) {
    String remedy = "docs/tls.md and docs/proxies.md say how certificates are set up.";
    if (Causes.has(failure, CertificateExpiredException.class)) {
      notes.fault("the certificate of %s has expired.".formatted(place), remedy);
    } else if (Causes.has(failure, CertificateNotYetValidException.class)) {
      notes.fault("the certificate of %s is not valid yet.".formatted(place), remedy);
    } else if (Causes.say(failure, "certification path")) {
      notes.fault(
          "the certificate of %s is of nobody that is trusted: self-signed, or without those of its issuers."
              .formatted(place),
          "Send the whole chain (fullchain.pem); an authority of your own is named by"
              + " RINGSIDE_JAVA_OPTS=-Djavax.net.ssl.trustStore=… "
              + remedy);
    } else if (Causes.say(failure, "subject alternative") || Causes.say(failure, "No name")) {
      notes.fault(
          "the certificate of %s is for another name: %s".formatted(place, Causes.words(failure)),
          remedy);
    } else {
      notes.fault(
          "TLS with %s fails: %s.".formatted(place, Causes.words(failure)),
          "Is TLS spoken at that port? " + remedy);
    }
  }
}
