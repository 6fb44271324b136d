package dev.ringside.inbox;

/** Makes drafts for tests of other packages. */
public final class Drafts {

  private Drafts() {}

  /** A draft with a title and nothing else. */
  public static Draft titled(String title) {
    Content content = new Content(Style.INFO, title, null, null, null, null);
    return new Draft(content, null, null, new Expiry.Never(), false);
  }
}
