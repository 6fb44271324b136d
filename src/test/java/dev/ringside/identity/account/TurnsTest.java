package dev.ringside.identity.account;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringside.support.Eventually;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TurnsTest {

  private static final long LONG = TimeUnit.MINUTES.toNanos(1);

  private final Turns turns = new Turns(1);
  private final BlockingQueue<String> came = new LinkedBlockingQueue<>();

  private Thread waiting(String address, String name) {
    Thread thread =
        Thread.ofPlatform()
            .daemon()
            .start(
                () -> {
                  try {
                    if (turns.take(InetAddress.ofLiteral(address), LONG)) {
                      came.add(name);
                    }
                  } catch (InterruptedException e) {
                    came.add(name + " was interrupted");
                  }
                });
    Eventually.holds("it waits", () -> thread.getState() == Thread.State.TIMED_WAITING);
    return thread;
  }

  @Test
  void address_thatSendsManyAtOnce_keepsOthersWaitingForOneOfThem() throws Exception {
    assertThat(turns.take(InetAddress.ofLiteral("192.0.2.1"), LONG)).isTrue();
    for (String name : List.of("first", "second", "third")) {
      waiting("2001:db8::" + name.length(), name);
    }
    waiting("192.0.2.2", "other");

    List<String> order = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      turns.giveBack();
      order.add(came.take());
    }
    assertThat(order).containsExactly("first", "other", "second", "third");
  }

  @Test
  void whoWaitsNoLonger_keepsNobodyFromTheTurn() throws Exception {
    InetAddress address = InetAddress.ofLiteral("192.0.2.1");
    assertThat(turns.take(address, LONG)).isTrue();
    assertThat(turns.take(address, 1)).as("none comes in time").isFalse();
    waiting("192.0.2.2", "one").interrupt();
    assertThat(came.take()).isEqualTo("one was interrupted");
    waiting("192.0.2.3", "other");

    turns.giveBack();
    assertThat(came.take()).isEqualTo("other");
    turns.giveBack();
    assertThat(turns.take(address, 1)).isTrue();
  }
}
