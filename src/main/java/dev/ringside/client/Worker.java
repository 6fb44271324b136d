package dev.ringside.client;

import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A virtual thread that others can call out of what it waits for, and out of nothing else: never
 * out of the caller's own code, nor out of what must be finished.
 *
 * <p><b>Order.</b> {@code waiting} and {@code called} change under the lock, which is not held
 * while anything is waited for.
 */
final class Worker {

  private final ReentrantLock lock = new ReentrantLock();
  private final CountDownLatch ended = new CountDownLatch(1);
  private final Thread thread;
  private boolean waiting;
  private boolean called;

  /** Does nothing before {@link #start}. */
  Worker(String name, Runnable work) {
    this.thread =
        Thread.ofVirtual()
            .name(name)
            .unstarted(
                () -> {
                  try {
                    work.run();
                  } finally {
                    ended.countDown();
                  }
                });
  }

  void start() {
    thread.start();
  }

  /** Calls it out of what it waits for, now and whenever it would wait again. */
  void call() {
    lock.lock();
    try {
      called = true;
      if (waiting) {
        thread.interrupt();
      }
    } finally {
      lock.unlock();
    }
  }

  boolean isCalled() {
    lock.lock();
    try {
      return called;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits for something, by this thread alone.
   *
   * @throws InterruptedException where it was called out of it
   */
  <T> T await(Callable<T> something) throws InterruptedException {
    begin();
    try {
      return something.call();
    } catch (RuntimeException e) {
      if (isCalled()) {
        throw interruption(e);
      }
      throw e;
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    } finally {
      end();
    }
  }

  private static InterruptedException interruption(Exception cause) {
    InterruptedException called = new InterruptedException();
    called.initCause(cause);
    return called;
  }

  private void begin() throws InterruptedException {
    lock.lock();
    try {
      if (called) {
        throw new InterruptedException();
      }
      waiting = true;
    } finally {
      lock.unlock();
    }
  }

  /** What was meant for the wait must not break off what comes next. */
  private void end() {
    lock.lock();
    try {
      waiting = false;
      Thread.interrupted();
    } finally {
      lock.unlock();
    }
  }

  /** Whether this is the worker's own thread. */
  boolean isHere() {
    return thread.equals(Thread.currentThread());
  }

  /** Waits until it has ended; false where it goes on for longer than that. */
  boolean join(long nanos) throws InterruptedException {
    return ended.await(nanos, TimeUnit.NANOSECONDS);
  }

  /** Waits until it has ended. */
  void join() throws InterruptedException {
    ended.await();
  }
}
