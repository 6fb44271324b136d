package dev.ringside.inbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.ringside.inbox.InboxFold.Fate;
import dev.ringside.inbox.InboxOperation.As;
import dev.ringside.inbox.InboxOperation.Which;
import dev.ringside.log.Position;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The rule of an inbox, without a database. */
class InboxFoldTest {

  private static final String USER = "42";
  private static final Instant EARLIER = Instant.parse("2026-11-20T10:00:00Z");
  private static final Instant NOW = Instant.parse("2026-11-20T11:00:00Z");
  private static final int PORTION = 1_000;

  private final InboxFold empty = fold(0, 0);

  private static InboxFold fold(long revision, long unread) {
    return new InboxFold(USER, new Position("k3f9", revision), unread, NOW);
  }

  private static Content titled(String title) {
    return new Content(Style.INFO, title, null, null, null, null);
  }

  private static Draft draft(String title) {
    return new Draft(titled(title), null, null, new Expiry.Never(), false);
  }

  private static Draft keyed(String key, String title) {
    return new Draft(titled(title), key, null, new Expiry.Never(), false);
  }

  private static Draft quiet(String key, String title) {
    return new Draft(titled(title), key, null, new Expiry.Never(), true);
  }

  private static Draft progress(String key, String title, int progress) {
    return new Draft(titled(title), key, progress, new Expiry.Never(), false);
  }

  private static Notification standing(
      String title, long revision, @Nullable String key, @Nullable Instant readAt) {
    return new Notification(
        UUID.randomUUID(),
        USER,
        revision,
        revision,
        titled(title),
        key,
        null,
        EARLIER,
        EARLIER,
        readAt,
        null,
        null);
  }

  private static Outcome publish(InboxFold fold, Draft draft) {
    return publish(fold, draft, null);
  }

  private static Outcome publish(InboxFold fold, Draft draft, @Nullable String idempotencyKey) {
    return fold.apply(
        new InboxOperation.Publish(USER, UUID.randomUUID(), draft, idempotencyKey), PORTION);
  }

  private static Outcome mark(InboxFold fold, As as, Which which) {
    return fold.apply(new InboxOperation.Mark(USER, as, which), PORTION);
  }

  private static Outcome mark(InboxFold fold, As as, Notification notification) {
    return mark(fold, as, new Which.Ids(List.of(notification.id())));
  }

  private static Notification created(Outcome outcome) {
    assertThat(outcome).isInstanceOf(Outcome.Created.class);
    return ((Outcome.Created) outcome).notification();
  }

  private static Notification replaced(Outcome outcome) {
    assertThat(outcome).isInstanceOf(Outcome.Replaced.class);
    return ((Outcome.Replaced) outcome).notification();
  }

  private static InboxFold.Row row(InboxFold fold, Notification notification) {
    return fold.rows().stream()
        .filter(row -> row.notification().id().equals(notification.id()))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void publish_intoAnEmptyInbox_takesRevisionOne() {
    Notification made = created(publish(empty, draft("a")));

    assertThat(made.revision()).isEqualTo(1);
    assertThat(made.rang()).isEqualTo(1);
    assertThat(made.isUnread()).isTrue();
    assertThat(made.createdAt()).isEqualTo(NOW);
    assertThat(made.updatedAt()).isEqualTo(NOW);
    assertThat(empty.revision()).isEqualTo(1);
    assertThat(empty.unread()).isEqualTo(1);
    assertThat(empty.changes()).containsExactly(new RowChange.Put(made));
    assertThat(row(empty, made).fate()).isEqualTo(Fate.INSERT);
  }

  @Test
  void publishes_ofOneBatch_takeRevisionsOfTheirOwnInTheirOrder() {
    InboxFold fold = fold(7, 3);

    assertThat(created(publish(fold, draft("a"))).revision()).isEqualTo(8);
    assertThat(created(publish(fold, draft("b"))).revision()).isEqualTo(9);
    assertThat(fold.since()).isEqualTo(7);
    assertThat(fold.revision()).isEqualTo(9);
    assertThat(fold.unread()).isEqualTo(5);
  }

  @Test
  void publish_withTheKeyOfAReadOne_replacesItUnreadAgainAndOnTop() {
    InboxFold fold = fold(7, 0);
    Notification old = standing("a", 3, "k", EARLIER);
    fold.load(old, false);

    Notification now = replaced(publish(fold, keyed("k", "b")));

    assertThat(now.id()).isEqualTo(old.id());
    assertThat(now.createdAt()).isEqualTo(EARLIER);
    assertThat(now.updatedAt()).isEqualTo(NOW);
    assertThat(now.revision()).isEqualTo(8);
    assertThat(now.rang()).isEqualTo(8);
    assertThat(now.isUnread()).isTrue();
    assertThat(fold.unread()).isEqualTo(1);
    assertThat(row(fold, old).fate()).isEqualTo(Fate.REWRITE);
  }

  @Test
  void publish_withTheKeyOfAnUnreadOne_countsItOnce() {
    InboxFold fold = fold(7, 1);
    fold.load(standing("a", 3, "k", null), false);

    publish(fold, keyed("k", "b"));

    assertThat(fold.unread()).isEqualTo(1);
  }

  @Test
  void replacement_leavesOutWhatItDoesNotName() {
    InboxFold fold = fold(1, 1);
    Notification old =
        new Notification(
            UUID.randomUUID(),
            USER,
            1,
            1,
            new Content(Style.ERROR, "a", "text", "/x", "{\"a\":1}", "exports"),
            "k",
            40,
            EARLIER,
            EARLIER,
            null,
            NOW.plusSeconds(60),
            null);
    fold.load(old, false);

    Notification now = replaced(publish(fold, keyed("k", "b")));

    assertThat(now.content()).isEqualTo(titled("b"));
    assertThat(now.progress()).isNull();
    assertThat(now.expiresAt()).isNull();
  }

  @Test
  void replacement_quiet_keepsItReadAndInItsPlace() {
    InboxFold fold = fold(7, 0);
    fold.load(standing("a", 3, "k", EARLIER), false);

    Notification now = replaced(publish(fold, quiet("k", "b")));

    assertThat(now.revision()).isEqualTo(8);
    assertThat(now.rang()).isEqualTo(3);
    assertThat(now.readAt()).isEqualTo(EARLIER);
    assertThat(now.content().title()).isEqualTo("b");
    assertThat(now.updatedAt()).isEqualTo(NOW);
    assertThat(fold.unread()).isZero();
  }

  @Test
  void replacement_quiet_keepsAnUnreadOneUnread() {
    InboxFold fold = fold(7, 1);
    fold.load(standing("a", 3, "k", null), false);

    assertThat(replaced(publish(fold, quiet("k", "b"))).isUnread()).isTrue();
    assertThat(fold.unread()).isEqualTo(1);
  }

  @Test
  void replacement_ofProgressAlone_isQuiet() {
    InboxFold fold = fold(7, 0);
    fold.load(standing("a", 3, "k", EARLIER), false);

    Notification now = replaced(publish(fold, progress("k", "a", 40)));

    assertThat(now.revision()).isEqualTo(8);
    assertThat(now.rang()).isEqualTo(3);
    assertThat(now.readAt()).isEqualTo(EARLIER);
    assertThat(now.progress()).isEqualTo(40);
  }

  @Test
  void replacement_ofTheExpiryAlone_isQuiet() {
    InboxFold fold = fold(7, 0);
    fold.load(standing("a", 3, "k", EARLIER), false);
    Draft draft = new Draft(titled("a"), "k", null, new Expiry.After(Duration.ofMinutes(1)), false);

    Notification now = replaced(publish(fold, draft));

    assertThat(now.rang()).isEqualTo(3);
    assertThat(now.readAt()).isEqualTo(EARLIER);
    assertThat(now.expiresAt()).isEqualTo(NOW.plusSeconds(60));
  }

  @Test
  void replacement_ofProgressAndContent_rings() {
    InboxFold fold = fold(7, 0);
    fold.load(standing("a", 3, "k", EARLIER), false);

    assertThat(replaced(publish(fold, progress("k", "done", 100))).rang()).isEqualTo(8);
    assertThat(fold.unread()).isEqualTo(1);
  }

  @Test
  void replacement_withoutADifference_spendsNoRevision() {
    InboxFold fold = fold(7, 0);
    Notification old = standing("a", 3, "k", EARLIER);
    fold.load(old, false);

    assertThat(replaced(publish(fold, keyed("k", "a")))).isEqualTo(old);
    assertThat(fold.hasChanged()).isFalse();
    assertThat(fold.changes()).isEmpty();
    assertThat(row(fold, old).fate()).isEqualTo(Fate.NOTHING);
  }

  @Test
  void replacement_whoseDataDifferInOrderAlone_spendsNoRevision() {
    InboxFold fold = fold(0, 0);
    publish(fold, withData("{\"a\":1,\"b\":[1,2]}"));

    publish(fold, withData("{\"b\":[1,2],\"a\":1}"));
    assertThat(fold.revision()).isEqualTo(1);

    publish(fold, withData("{\"b\":[2,1],\"a\":1}"));
    assertThat(fold.revision()).isEqualTo(2);
  }

  private static Draft withData(String data) {
    Content content = new Content(Style.INFO, "a", null, null, data, null);
    return new Draft(content, "k", null, new Expiry.Never(), false);
  }

  @Test
  void replacement_ofOneMadeInTheSameBatch_staysAnInsert() {
    Notification made = created(publish(empty, keyed("k", "a")));
    Notification now = replaced(publish(empty, keyed("k", "b")));

    assertThat(now.id()).isEqualTo(made.id());
    assertThat(now.revision()).isEqualTo(2);
    assertThat(empty.rows()).hasSize(1);
    assertThat(row(empty, made).fate()).isEqualTo(Fate.INSERT);
    assertThat(row(empty, made).notification()).isEqualTo(now);
    assertThat(empty.changes()).hasSize(2);
    assertThat(empty.unread()).isEqualTo(1);
  }

  @Test
  void read_marksOnceAndMovesNoContentTime() {
    InboxFold fold = fold(7, 1);
    Notification old = standing("a", 3, null, null);
    fold.load(old, false);

    assertThat(mark(fold, As.READ, old)).isEqualTo(new Outcome.Marked(8, 0, false));
    assertThat(mark(fold, As.READ, old)).isEqualTo(new Outcome.Marked(8, 0, false));

    assertThat(fold.changes()).containsExactly(new RowChange.Read(old.id(), NOW));
    InboxFold.Row row = row(fold, old);
    assertThat(row.fate()).isEqualTo(Fate.MARK);
    assertThat(row.notification().readAt()).isEqualTo(NOW);
    assertThat(row.notification().updatedAt()).isEqualTo(EARLIER);
    assertThat(row.notification().rang()).isEqualTo(3);
    assertThat(row.notification().revision()).isEqualTo(8);
  }

  @Test
  void unread_isAPutThatDoesNotRing() {
    InboxFold fold = fold(7, 0);
    Notification old = standing("a", 3, null, EARLIER);
    fold.load(old, false);

    assertThat(mark(fold, As.UNREAD, old)).isEqualTo(new Outcome.Marked(8, 1, false));

    assertThat(fold.changes())
        .singleElement()
        .asInstanceOf(type(RowChange.Put.class))
        .satisfies(
            put -> {
              assertThat(put.notification().isUnread()).isTrue();
              assertThat(put.notification().rang()).isEqualTo(3);
            });
  }

  @Test
  void readThenUnread_inOneBatch_areTwoChanges() {
    InboxFold fold = fold(7, 1);
    Notification old = standing("a", 3, null, null);
    fold.load(old, false);

    mark(fold, As.READ, old);
    mark(fold, As.UNREAD, old);

    assertThat(fold.revision()).isEqualTo(9);
    assertThat(fold.unread()).isEqualTo(1);
    assertThat(row(fold, old).notification().readAt()).isNull();
  }

  @Test
  void delete_scrubsAndFreesTheKey() {
    InboxFold fold = fold(7, 1);
    Notification old = standing("secret", 3, "k", null);
    fold.load(old, false);

    assertThat(mark(fold, As.DELETED, old)).isEqualTo(new Outcome.Marked(8, 0, false));

    InboxFold.Row row = row(fold, old);
    assertThat(row.isDeleted()).isTrue();
    assertThat(row.fate()).isEqualTo(Fate.REWRITE);
    assertThat(row.notification().content()).isEqualTo(Content.SCRUBBED);
    assertThat(row.notification().key()).isNull();
    assertThat(fold.changes()).containsExactly(new RowChange.Delete(old.id()));
  }

  @Test
  void delete_ofAReadOne_leavesTheUnreadCount() {
    InboxFold fold = fold(7, 1);
    Notification old = standing("a", 3, null, EARLIER);
    fold.load(old, false);

    assertThat(mark(fold, As.DELETED, old)).isEqualTo(new Outcome.Marked(8, 1, false));
  }

  @Test
  void delete_ofADeletedOne_changesNothing() {
    InboxFold fold = fold(7, 1);
    Notification tombstone = standing("a", 3, null, null);
    fold.load(tombstone, true);

    assertThat(mark(fold, As.DELETED, new Which.One(tombstone.id())))
        .isEqualTo(new Outcome.Marked(7, 1, false));
    assertThat(mark(fold, As.READ, tombstone)).isEqualTo(new Outcome.Marked(7, 1, false));
    assertThat(mark(fold, As.UNREAD, tombstone)).isEqualTo(new Outcome.Marked(7, 1, false));
    assertThat(fold.hasChanged()).isFalse();
  }

  @Test
  void key_ofADeletedOne_isFreeInTheSameBatch() {
    InboxFold fold = fold(7, 1);
    Notification old = standing("a", 3, "k", null);
    fold.load(old, false);

    mark(fold, As.DELETED, old);
    Notification made = created(publish(fold, keyed("k", "b")));

    assertThat(made.id()).isNotEqualTo(old.id());
    assertThat(fold.revision()).isEqualTo(9);
    assertThat(fold.unread()).isEqualTo(1);
    assertThat(row(fold, old).fate()).isEqualTo(Fate.REWRITE);
    assertThat(row(fold, made).fate()).isEqualTo(Fate.INSERT);
    assertThat(replaced(publish(fold, keyed("k", "c"))).id()).isEqualTo(made.id());
  }

  @Test
  void key_ofATombstone_isNotInUse() {
    InboxFold fold = fold(7, 0);
    fold.load(standing("a", 3, "k", null), true);

    created(publish(fold, keyed("k", "b")));
  }

  @Test
  void insertAndDelete_inOneBatch_isATombstoneThatIsInserted() {
    Notification made = created(publish(empty, keyed("k", "a")));
    mark(empty, As.DELETED, made);

    InboxFold.Row row = row(empty, made);
    assertThat(row.fate()).isEqualTo(Fate.INSERT);
    assertThat(row.isDeleted()).isTrue();
    assertThat(row.notification().content()).isEqualTo(Content.SCRUBBED);
    assertThat(row.notification().revision()).isEqualTo(2);
    assertThat(empty.unread()).isZero();
    created(publish(empty, keyed("k", "b")));
  }

  @Test
  void ids_thatAreUnknown_arePassedOver() {
    InboxFold fold = fold(7, 1);
    Notification old = standing("a", 3, null, null);
    fold.load(old, false);

    assertThat(mark(fold, As.READ, new Which.Ids(List.of(UUID.randomUUID(), old.id(), old.id()))))
        .isEqualTo(new Outcome.Marked(8, 0, false));
  }

  @Test
  void one_thatIsUnknown_isRejectedWith404() {
    assertThat(mark(empty, As.DELETED, new Which.One(UUID.randomUUID())))
        .asInstanceOf(type(Outcome.Rejected.class))
        .satisfies(rejected -> assertThat(rejected.problem().status()).isEqualTo(404));
    assertThat(empty.hasChanged()).isFalse();
  }

  @Test
  void through_marksWhatStandsAtOrBelow_eachWithARevision() {
    InboxFold fold = fold(9, 3);
    Notification first = standing("a", 2, null, null);
    Notification at = standing("b", 5, null, null);
    Notification above = standing("c", 6, null, null);
    Notification read = standing("d", 4, null, EARLIER);
    List.of(at, above, first, read).forEach(each -> fold.load(each, false));

    assertThat(mark(fold, As.READ, new Which.Through(5, "k3f9")))
        .isEqualTo(new Outcome.Marked(11, 1, false));

    assertThat(fold.changes())
        .containsExactly(new RowChange.Read(first.id(), NOW), new RowChange.Read(at.id(), NOW));
  }

  @Test
  void through_ofAnotherEpoch_isRejectedWith409() {
    InboxFold fold = fold(9, 1);
    fold.load(standing("a", 2, null, null), false);

    assertThat(mark(fold, As.READ, new Which.Through(5, "other")))
        .asInstanceOf(type(Outcome.Rejected.class))
        .satisfies(rejected -> assertThat(rejected.problem().status()).isEqualTo(409));
    assertThat(fold.hasChanged()).isFalse();
  }

  @Test
  void through_moreThanAPortion_saysThatThereIsMore() {
    InboxFold fold = fold(9, 3);
    for (int i = 1; i <= 3; i++) {
      fold.load(standing("a", i, null, null), false);
    }
    var through = new InboxOperation.Mark(USER, As.READ, new Which.Through(9, null));

    assertThat(fold.apply(through, 2)).isEqualTo(new Outcome.Marked(11, 1, true));
    assertThat(fold.apply(through, 2)).isEqualTo(new Outcome.Marked(12, 0, false));
  }

  @Test
  void through_includesWhatTheSameBatchHasPublished() {
    InboxFold fold = fold(4, 0);
    publish(fold, draft("a"));
    publish(fold, draft("b"));

    assertThat(mark(fold, As.READ, new Which.Through(5, null)))
        .isEqualTo(new Outcome.Marked(7, 1, false));
  }

  @Test
  void expired_deletesThoseAloneWhoseTimeIsUp() {
    InboxFold fold = fold(9, 3);
    Notification up = expiring(1, NOW);
    Notification later = expiring(2, NOW.plusMillis(1));
    Notification never = standing("c", 3, null, null);
    List.of(up, later, never).forEach(each -> fold.load(each, false));

    assertThat(mark(fold, As.DELETED, new Which.Expired(List.of(up.id(), later.id(), never.id()))))
        .isEqualTo(new Outcome.Swept(1));
    assertThat(fold.changes()).containsExactly(new RowChange.Delete(up.id()));
  }

  @Test
  void aged_deletesThoseAloneThatNothingHasReplacedSince() {
    InboxFold fold = fold(9, 2);
    Notification old = standing("a", 1, null, null);
    Notification replaced = standing("b", 2, "k", null);
    List.of(old, replaced).forEach(each -> fold.load(each, false));
    publish(fold, keyed("k", "new"));

    Duration age = Duration.between(EARLIER, NOW);
    assertThat(mark(fold, As.DELETED, new Which.Aged(List.of(old.id(), replaced.id()), age)))
        .isEqualTo(new Outcome.Swept(1));
    assertThat(fold.changes().getLast()).isEqualTo(new RowChange.Delete(old.id()));
  }

  @Test
  void aged_leavesWhatIsYounger() {
    InboxFold fold = fold(9, 1);
    Notification young = standing("a", 1, null, null);
    fold.load(young, false);

    Duration age = Duration.between(EARLIER, NOW).plusMillis(1);
    assertThat(mark(fold, As.DELETED, new Which.Aged(List.of(young.id()), age)))
        .isEqualTo(new Outcome.Swept(0));
  }

  @Test
  void unrung_deletesThoseAloneThatHaveNotRungSince() {
    InboxFold fold = fold(9, 2);
    Notification old = standing("a", 1, null, null);
    Notification rung = standing("b", 2, "k", null);
    List.of(old, rung).forEach(each -> fold.load(each, false));
    publish(fold, keyed("k", "new"));

    assertThat(mark(fold, As.DELETED, new Which.Unrung(List.of(old.id(), rung.id()), 2)))
        .isEqualTo(new Outcome.Swept(1));
    assertThat(fold.changes().getLast()).isEqualTo(new RowChange.Delete(old.id()));
  }

  private static Notification expiring(long revision, Instant at) {
    return new Notification(
        UUID.randomUUID(),
        USER,
        revision,
        revision,
        titled("a"),
        null,
        null,
        EARLIER,
        EARLIER,
        null,
        at,
        null);
  }

  @Test
  void idempotencyKey_ofAnEarlierCall_repeatsItsAnswerWhateverTheBody() {
    InboxFold fold = fold(7, 0);
    fold.loadAnswer("call-1", "{\"id\":\"first\"}");

    assertThat(publish(fold, draft("other"), "call-1"))
        .isEqualTo(new Outcome.Repeated("{\"id\":\"first\"}"));
    assertThat(fold.hasChanged()).isFalse();
    assertThat(fold.newAnswers()).isEmpty();
  }

  @Test
  void idempotencyKey_twiceInOneBatch_isOneNotification() {
    Notification made = created(publish(empty, keyed("k", "a"), "call-1"));
    Outcome second = publish(empty, keyed("k", "b"), "call-1");

    assertThat(second)
        .asInstanceOf(type(Outcome.Repeated.class))
        .satisfies(
            repeated -> assertThat(repeated.answer()).isEqualTo(empty.newAnswers().get("call-1")));
    assertThat(empty.newAnswers().get("call-1")).contains(made.id().toString());
    assertThat(empty.revision()).isEqualTo(1);
  }

  @Test
  void idempotencyKey_ofAReplacementWithoutADifference_isKept() {
    InboxFold fold = fold(7, 0);
    fold.load(standing("a", 3, "k", EARLIER), false);

    publish(fold, keyed("k", "a"), "call-1");

    assertThat(fold.hasChanged()).isFalse();
    assertThat(fold.newAnswers()).containsKey("call-1");
  }
}
