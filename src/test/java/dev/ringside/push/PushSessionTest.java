package dev.ringside.push;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.log.Change;
import dev.ringside.log.LogName;
import dev.ringside.log.LogReader;
import dev.ringside.log.Position;
import dev.ringside.log.Visit;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The rule of a session alone: what it sends, and when it reads the log instead. */
class PushSessionTest {

  private static final LogName LOG = LogName.inbox("42");

  /** Keeps what it is sent, and takes as many frames as it is told. */
  private static final class MemoryOutlet implements Outlet {

    private final List<String> sent = new ArrayList<>();
    private int room = Integer.MAX_VALUE;
    private @Nullable Runnable whenWritable;
    private @Nullable CloseCode closed;

    @Override
    public Visit visit() {
      return Visits.begin(Visit.Kind.SOCKET, null, null);
    }

    @Override
    public boolean canTake() {
      return closed == null && room > 0;
    }

    @Override
    public void send(Frame frame) {
      for (Frame.Part part : frame.parts()) {
        sent.add(new String(part.json(), StandardCharsets.UTF_8));
      }
      room--;
    }

    @Override
    public void onceWritable(Runnable task) {
      assertThat(whenWritable).as("a task that waits already").isNull();
      whenWritable = task;
    }

    @Override
    public void close(CloseCode reason) {
      closed = reason;
    }

    void makeRoom(int frames) {
      room = frames;
      Runnable task = whenWritable;
      whenWritable = null;
      if (task != null) {
        task.run();
      }
    }
  }

  private final MemoryOutlet outlet = new MemoryOutlet();

  /** Sessions that wait for a read; the tests read for them, when and what they like. */
  private final Deque<PushSession> catchUps = new ArrayDeque<>();

  private PushSession session(@Nullable Position from) {
    return new PushSession(LOG, outlet, this::queue, from, 50, false);
  }

  /** A session that stands at a position and has had its first frame. */
  private PushSession live(Position at) {
    PushSession session = session(at);
    session.start();
    read(at, false, true);
    assertThat(outlet.sent).containsExactly(read(at));
    outlet.sent.clear();
    return session;
  }

  private void queue(PushSession session) {
    assertThat(catchUps).as("a session that waits already").doesNotContain(session);
    catchUps.add(session);
  }

  private static Position at(String epoch, long revision) {
    return new Position(epoch, revision);
  }

  private static Change change(String epoch, long since, long revision) {
    return new Change(LOG, epoch, since, revision, utf8(told(epoch, since, revision)));
  }

  private static Run run(Change... changes) {
    return new Run(List.of(changes));
  }

  private static Run run(String epoch, long since, long revision) {
    return run(change(epoch, since, revision));
  }

  private static String told(String epoch, long since, long revision) {
    return epoch + ":" + since + "-" + revision;
  }

  private static String read(Position to) {
    return "read to " + to.epoch() + ":" + to.revision();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private LogReader.@Nullable Query beginRead() {
    return catchUps.element().beginRead();
  }

  private void endRead(Position to, boolean more, boolean empty) {
    var answer = new LogReader.CatchUp(to, more, empty, utf8(read(to)));
    catchUps.remove().endRead(answer, Frame.of(answer));
  }

  private LogReader.@Nullable Query read(Position to, boolean more, boolean empty) {
    LogReader.Query query = beginRead();
    endRead(to, more, empty);
    return query;
  }

  // ---- live

  @Test
  void change_thatFollows_isSentAsItIs() {
    PushSession session = live(at("a", 5));

    session.offer(run("a", 5, 6));
    session.offer(run("a", 6, 9));

    assertThat(outlet.sent).containsExactly("a:5-6", "a:6-9");
    assertThat(catchUps).isEmpty();
  }

  @Test
  void change_thatWasHadAlready_isDropped() {
    PushSession session = live(at("a", 5));
    session.offer(run("a", 5, 6));

    session.offer(run("a", 5, 6));
    session.offer(run("a", 3, 4));

    assertThat(outlet.sent).containsExactly("a:5-6");
    assertThat(catchUps).isEmpty();
  }

  @Test
  void change_thatLeavesAGap_isReadFromTheLog() {
    PushSession session = live(at("a", 5));

    session.offer(run("a", 6, 7));

    assertThat(outlet.sent).isEmpty();
    assertThat(read(at("a", 7), false, false))
        .isEqualTo(new LogReader.Query(LOG, at("a", 5), 50, false));
    assertThat(outlet.sent).containsExactly("read to a:7");
    session.offer(run("a", 7, 8));
    assertThat(outlet.sent).endsWith("a:7-8");
  }

  @Test
  void change_thatStartsBeforeAndEndsAfter_isReadFromTheLog() {
    PushSession session = live(at("a", 5));

    session.offer(run("a", 4, 7));

    assertThat(outlet.sent).isEmpty();
    assertThat(catchUps).containsExactly(session);
  }

  @Test
  void change_ofAnotherEpoch_isReadFromTheLog() {
    PushSession session = live(at("a", 5));

    session.offer(run("b", 5, 6));
    session.offer(run("b", 6, 7));

    assertThat(outlet.sent).isEmpty();
    assertThat(catchUps).containsExactly(session);
  }

  @Test
  void change_ofAnotherEpochWithALowerRevision_isNotTakenForOneThatWasHad() {
    PushSession session = live(at("a", 5));

    session.offer(run("b", 0, 1));

    assertThat(catchUps).containsExactly(session);
  }

  @Test
  void positionWithoutAHistory_goesOnIntoAnyEpochAtItsStart() {
    PushSession session = live(Position.NONE);

    session.offer(run("b", 0, 2));
    session.offer(run("b", 2, 3));

    assertThat(outlet.sent).containsExactly("b:0-2", "b:2-3");
  }

  @Test
  void positionWithoutAHistory_doesNotGoOnInTheMiddleOfOne() {
    PushSession session = live(Position.NONE);

    session.offer(run("b", 1, 2));

    assertThat(outlet.sent).isEmpty();
    assertThat(catchUps).containsExactly(session);
  }

  @Test
  void run_ofSeveralChanges_isSentWhole() {
    PushSession session = live(at("a", 5));

    session.offer(run(change("a", 5, 6), change("a", 6, 8)));

    assertThat(outlet.sent).containsExactly("a:5-6", "a:6-8");
    session.offer(run("a", 8, 9));
    assertThat(outlet.sent).hasSize(3);
  }

  @Test
  void run_thatIsKnownInPart_isSentFromThereOn() {
    PushSession session = live(at("a", 6));

    session.offer(run(change("a", 4, 5), change("a", 5, 6), change("a", 6, 8)));

    assertThat(outlet.sent).containsExactly("a:6-8");
    assertThat(catchUps).isEmpty();
  }

  @Test
  void run_thatIsKnownIntoTheMiddleOfAChange_isReadFromTheLog() {
    PushSession session = live(at("a", 7));

    session.offer(run(change("a", 5, 6), change("a", 6, 8)));

    assertThat(outlet.sent).isEmpty();
    assertThat(beginRead()).isEqualTo(new LogReader.Query(LOG, at("a", 7), 50, false));
  }

  // ---- behind

  @Test
  void firstFrame_isSentEvenIfEmpty() {
    session(at("a", 5)).start();

    read(at("a", 5), false, true);

    assertThat(outlet.sent).containsExactly("read to a:5");
  }

  @Test
  void laterEmptyFrames_areNotSent() {
    PushSession session = live(at("a", 5));

    session.suspect();
    read(at("a", 5), false, true);

    assertThat(outlet.sent).isEmpty();
    session.offer(run("a", 5, 6));
    assertThat(outlet.sent).containsExactly("a:5-6");
  }

  @Test
  void snapshot_isAskedForWithoutAPosition() {
    new PushSession(LOG, outlet, this::queue, null, 7, true).start();

    assertThat(read(at("a", 3), false, false)).isEqualTo(new LogReader.Query(LOG, null, 7, true));
  }

  /** A hello registers the session, so that it hears, and then says welcome before it starts. */
  @Test
  void change_beforeTheStart_beginsNothing() {
    PushSession session = session(at("a", 5));

    session.offer(run("a", 5, 6));
    session.suspect();
    session.compare(at("a", 5), at("a", 6));

    assertThat(catchUps).isEmpty();
    session.start();
    assertThat(requireNonNull(read(at("a", 6), false, false)).after()).isEqualTo(at("a", 5));
    assertThat(catchUps).isEmpty();
    session.offer(run("a", 6, 7));
    assertThat(outlet.sent).containsExactly("read to a:6", "a:6-7");
  }

  @Test
  void start_ofASessionThatHasEnded_readsNothing() {
    PushSession session = session(at("a", 5));

    session.end();
    session.start();

    assertThat(catchUps).isEmpty();
  }

  @Test
  void change_beforeTheFirstFrame_isNotSentAheadOfIt() {
    PushSession session = session(at("a", 5));

    session.offer(run("a", 5, 6));
    session.start();

    assertThat(outlet.sent).isEmpty();
    assertThat(catchUps).containsExactly(session);
  }

  @Test
  void catchUp_ofSeveralPages_isReadToItsEnd() {
    PushSession session = session(at("a", 5));
    session.start();

    read(at("a", 261), true, false);
    assertThat(read(at("a", 300), false, false))
        .isEqualTo(new LogReader.Query(LOG, at("a", 261), 50, false));

    assertThat(outlet.sent).containsExactly("read to a:261", "read to a:300");
    session.offer(run("a", 300, 301));
    assertThat(outlet.sent).endsWith("a:300-301");
  }

  @Test
  void change_duringARead_isReadAfterwards() {
    PushSession session = session(at("a", 5));
    session.start();
    beginRead();

    session.offer(run("a", 5, 6));
    endRead(at("a", 5), false, true);

    assertThat(outlet.sent).containsExactly("read to a:5");
    assertThat(read(at("a", 6), false, false))
        .isEqualTo(new LogReader.Query(LOG, at("a", 5), 50, false));
    assertThat(outlet.sent).containsExactly("read to a:5", "read to a:6");
  }

  @Test
  void change_duringAReadThatSawIt_needsNoOther() {
    PushSession session = session(at("a", 5));
    session.start();
    beginRead();

    session.offer(run("a", 5, 6));
    endRead(at("a", 6), false, false);

    assertThat(catchUps).isEmpty();
    session.offer(run("a", 6, 7));
    assertThat(outlet.sent).containsExactly("read to a:6", "a:6-7");
  }

  @Test
  void changes_duringARead_outOfOrder_areAllReadAfterwards() {
    PushSession session = session(at("a", 5));
    session.start();
    beginRead();

    session.offer(run("a", 6, 7));
    session.offer(run("a", 5, 6));
    endRead(at("a", 6), false, false);

    assertThat(catchUps).containsExactly(session);
  }

  @Test
  void change_ofANewHistoryDuringARead_isNotForgottenForALateOneOfTheOld() {
    PushSession session = session(at("a", 5));
    session.start();
    beginRead();

    session.offer(run("b", 0, 1));
    session.offer(run("a", 5, 6));
    endRead(at("a", 6), false, false);

    assertThat(catchUps).containsExactly(session);
  }

  @Test
  void suspicion_duringARead_asksForAnother() {
    PushSession session = session(at("a", 5));
    session.start();
    beginRead();

    session.suspect();
    endRead(at("a", 5), false, true);

    assertThat(catchUps).containsExactly(session);
  }

  @Test
  void suspicion_duringAReadThatFindsNoHistory_asksForAnother() {
    PushSession session = session(Position.NONE);
    session.start();
    beginRead();

    session.suspect();
    endRead(Position.NONE, false, true);

    assertThat(catchUps).containsExactly(session);
  }

  // ---- the head, as the database tells it

  @Test
  void head_thatIsThePosition_needsNoRead() {
    live(at("a", 5)).compare(at("a", 5), at("a", 5));

    assertThat(catchUps).isEmpty();
  }

  @Test
  void head_ofAnotherRevisionOrEpoch_isReadFromTheLog() {
    PushSession session = live(at("a", 5));
    session.compare(at("a", 5), at("a", 6));
    read(at("a", 6), false, false);
    assertThat(outlet.sent).containsExactly("read to a:6");

    session.compare(at("a", 6), at("b", 6));
    read(at("b", 6), false, false);
    session.compare(at("b", 6), Position.NONE);

    assertThat(outlet.sent).containsExactly("read to a:6", "read to b:6");
    assertThat(catchUps).containsExactly(session);
  }

  // ---- a peer that takes nothing

  @Test
  void change_forAFullOutlet_isReadOnceThereIsRoom() {
    PushSession session = live(at("a", 5));
    outlet.room = 0;

    session.offer(run("a", 5, 6));
    session.offer(run("a", 6, 7));
    assertThat(catchUps).isEmpty();
    outlet.makeRoom(1);

    assertThat(read(at("a", 7), false, false))
        .isEqualTo(new LogReader.Query(LOG, at("a", 5), 50, false));
    assertThat(outlet.sent).containsExactly("read to a:7");
  }

  @Test
  void outlet_thatFillsUpDuringARead_isReadForAgainOnceThereIsRoom() {
    PushSession session = live(at("a", 5));
    session.compare(at("a", 5), at("a", 6));
    beginRead();
    outlet.room = 0;
    endRead(at("a", 6), false, false);
    assertThat(outlet.sent).isEmpty();

    outlet.makeRoom(1);

    assertThat(read(at("a", 8), false, false))
        .isEqualTo(new LogReader.Query(LOG, at("a", 5), 50, false));
    assertThat(outlet.sent).containsExactly("read to a:8");
  }

  @Test
  void pages_goOutAsThereIsRoom() {
    PushSession session = session(at("a", 0));
    outlet.room = 1;
    session.start();

    read(at("a", 256), true, false);
    assertThat(catchUps).isEmpty();
    outlet.makeRoom(1);
    read(at("a", 300), false, false);

    assertThat(outlet.sent).containsExactly("read to a:256", "read to a:300");
  }

  @Test
  void change_inTheMiddleOfPages_isNotSentAheadOfThem() {
    PushSession session = session(at("a", 0));
    outlet.room = 1;
    session.start();
    read(at("a", 256), true, false);
    outlet.room = 1;

    session.offer(run("a", 256, 257));

    assertThat(outlet.sent).containsExactly("read to a:256");
  }

  // ---- a log that is erased

  @Test
  void erasure_ofTheHistoryThatItFollows_endsIt() {
    PushSession session = live(at("a", 5));

    session.leave("a");

    session.offer(run("a", 5, 6));
    assertThat(outlet.sent).isEmpty();
    assertThat(outlet.closed).isEqualTo(CloseCode.ERASED);
  }

  /** The word of an erasure may come when the user is there again. */
  @Test
  void erasure_ofAnEarlierHistory_isLookedInto() {
    PushSession session = live(at("b", 5));

    session.leave("a");

    assertThat(outlet.closed).isNull();
    assertThat(catchUps).containsExactly(session);
  }

  /** It was behind for another reason, and has read the log before it hears of the erasure. */
  @Test
  void erasure_readBeforeItIsHeardOf_endsIt() {
    PushSession session = live(at("a", 5));
    session.suspect();
    read(Position.NONE, false, false);

    session.leave("a");

    assertThat(outlet.closed).isEqualTo(CloseCode.ERASED);
  }

  @Test
  void erasure_heardOfWhenTheNextHistoryIsFollowed_endsIt() {
    PushSession session = live(at("a", 5));
    session.suspect();
    read(Position.NONE, false, false);
    session.offer(run("b", 0, 1));

    session.leave("a");

    assertThat(outlet.closed).isEqualTo(CloseCode.ERASED);
  }

  /** As a tab that has come with the position it had does, after its user was erased. */
  @Test
  void erasure_ofAHistoryThatItsPeerHadElsewhere_endsNothing() {
    PushSession session = session(at("a", 5));
    session.start();
    read(Position.NONE, false, false);

    session.leave("a");

    assertThat(outlet.closed).isNull();
  }

  @Test
  void room_readAsGone_endsIt() {
    PushSession session =
        new PushSession(LogName.room("lobby"), outlet, this::queue, at("a", 5), 50, false);
    session.start();

    read(Position.NONE, false, true);

    assertThat(outlet.closed).isEqualTo(CloseCode.ERASED);
    assertThat(outlet.sent).isEmpty();
  }

  /** What is being read for it may be what was erased, so it reads again. */
  @Test
  void erasure_duringTheFirstRead_isReadAfter() {
    PushSession session = session(null);
    session.start();
    beginRead();

    session.leave("a");
    endRead(at("a", 5), false, false);

    assertThat(outlet.closed).isNull();
    assertThat(catchUps).containsExactly(session);
  }

  // ---- what moved on unseen

  @Test
  void word_ofAPositionBeyond_isReadFromTheLog() {
    PushSession session = live(at("a", 5));
    session.hear(at("a", 5));
    assertThat(catchUps).isEmpty();

    session.hear(at("a", 7));

    assertThat(requireNonNull(read(at("a", 7), false, false)).after()).isEqualTo(at("a", 5));
    assertThat(outlet.sent).containsExactly("read to a:7");
    assertThat(catchUps).isEmpty();
  }

  @Test
  void head_thatWasOvertakenMeanwhile_isNothingLost() {
    PushSession session = live(at("a", 5));
    Position before = at("a", 5);
    session.offer(run("a", 5, 8));

    assertThat(session.compare(before, at("a", 7))).isFalse();
    assertThat(session.compare(Position.NONE, at("a", 7))).isFalse();
    assertThat(catchUps).isEmpty();
  }

  @Test
  void head_thatHasGoneBack_isReadFromTheLog() {
    PushSession session = live(at("a", 5));

    assertThat(session.compare(at("a", 5), at("a", 4))).isTrue();

    assertThat(catchUps).containsExactly(session);
  }

  // ---- the end

  @Test
  void endedSession_sendsAndReadsNoMore() {
    PushSession session = live(at("a", 5));
    session.compare(at("a", 5), at("a", 6));

    session.end();

    assertThat(beginRead()).isNull();
    endRead(at("a", 6), false, false);
    session.offer(run("a", 5, 6));
    session.compare(at("a", 6), at("a", 7));
    session.suspect();
    assertThat(outlet.sent).isEmpty();
    assertThat(catchUps).isEmpty();
  }

  @Test
  void endedSession_isNotReadForWhenThereIsRoom() {
    PushSession session = live(at("a", 5));
    outlet.room = 0;
    session.offer(run("a", 5, 6));

    session.end();
    outlet.makeRoom(1);

    assertThat(catchUps).isEmpty();
  }

  @Test
  void close_tellsThePeerWhy() {
    live(at("a", 5)).close(CloseCode.ERASED);

    assertThat(outlet.closed).isEqualTo(CloseCode.ERASED);
  }
}
