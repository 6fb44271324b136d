package dev.ringside.tls;

/** What is wrong with the files of a certificate, in a sentence that names the setting. */
final class TlsFault extends Exception {

  private static final long serialVersionUID = 1L;

  private final String why;

  TlsFault(String why) {
    super(why);
    this.why = why;
  }

  String why() {
    return why;
  }
}
