package dev.ringside.job;

import dev.ringside.config.RingsideConfig;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * What was reported of jobs faster than people can read: held here until the last change of the job
 * has stood for long enough, and merged with whatever is reported until then. A job that was
 * written a moment ago has a place here, too, so that the next report does not ask the database.
 *
 * <p><b>Order.</b> Every change of a place is one {@link ConcurrentHashMap#compute} of its job, so
 * a report is either taken into what is held, or comes after it was taken out. Never blocks; safe
 * for any thread.
 */
final class HeldReports {

  private final ConcurrentHashMap<JobName, Place> places = new ConcurrentHashMap<>();
  private final AtomicLong bytes = new AtomicLong();
  private final long pauseNanos;
  private final RingsideConfig.Writer limits;

  /** Where {@link #due} goes on. */
  private Iterator<Map.Entry<JobName, Place>> round = Collections.emptyIterator();

  /**
   * What is known of a job that was written a moment ago.
   *
   * @param job as it was written
   * @param held what was reported since; null for nothing
   * @param at when the last of that came, by the {@link DatabaseClock}
   * @param due when it may be written again, by {@link System#nanoTime}
   */
  private record Place(Job job, @Nullable JobReport held, Instant at, long due) {

    boolean isDue(long now) {
      return due - now <= 0;
    }

    long bytes() {
      return held == null ? 0 : held.bytes();
    }
  }

  /**
   * What is taken out, to be written.
   *
   * @param job as it stood when the report came
   * @param at when the last of it came, by the {@link DatabaseClock}
   */
  record Taken(Job job, JobReport report, Instant at) {

    JobOperation.Held operation(boolean atOnce) {
      return new JobOperation.Held(report, at, job, atOnce);
    }
  }

  /**
   * @param limits as of what waits for a writer: how many jobs have a place, and how many bytes is
   *     held of them
   */
  HeldReports(RingsideConfig.Jobs settings, RingsideConfig.Writer limits) {
    this.pauseNanos = settings.pause().toNanos();
    this.limits = limits;
  }

  /**
   * Takes a report into what is held of its job.
   *
   * @return the job as it will stand, or null where nothing is held of it: it has to be written
   */
  @Nullable Job absorb(JobName name, JobReport report, Instant at) {
    AtomicReference<@Nullable Job> taken = new AtomicReference<>();
    places.computeIfPresent(
        name,
        (_, place) -> {
          if (!takes(place.job, report) || !hasRoomFor(report)) {
            return place;
          }
          JobReport all = place.held == null ? report : place.held.then(report);
          taken.setPlain(as(place.job, all));
          return counted(place, new Place(place.job, all, at, place.due));
        });
    return taken.getPlain();
  }

  /** Whether a report is of the run that stands, and no more than a step of it. */
  private static boolean takes(Job job, JobReport report) {
    return job.state() == JobState.RUNNING
        && (report.run() == null ? job.run() == null : report.run().equals(job.run()));
  }

  private static Job as(Job job, JobReport report) {
    return job.heard(
        job.telling().with(report),
        job.run(),
        report.leaseSeconds() == null ? job.leaseSeconds() : report.leaseSeconds(),
        job.reportedAt(),
        job.reportedAt(),
        false);
  }

  /** Notes that a job was written just now. */
  void written(Job job) {
    long due = System.nanoTime() + pauseNanos;
    places.compute(
        job.name(),
        (_, place) -> {
          if (place == null) {
            return hasRoom() ? new Place(job, null, Instant.MIN, due) : null;
          }
          // The answer to a report may come after the answer to the end that followed it.
          return hasEnded(place, job)
              ? place
              : counted(
                  place,
                  new Place(
                      job, ofSameRun(place.job, job) ? left(place, job) : null, place.at, due));
        });
  }

  private static boolean hasEnded(Place place, Job job) {
    return place.job.state() == JobState.DONE && ofSameRun(place.job, job);
  }

  /** What is still to be told of what is held, as the job stands as it does now. */
  private static @Nullable JobReport left(Place place, Job now) {
    return place.held != null && place.at.isBefore(now.reportedAt())
        ? place.held.untold(place.job.telling(), now.telling())
        : place.held;
  }

  private static boolean ofSameRun(Job one, Job other) {
    return one.startedAt().equals(other.startedAt());
  }

  /**
   * Holds a report that came too soon, beneath what came later.
   *
   * @param rest how long it is to be held
   * @return the job as it will stand, or null where there is no room to hold more
   */
  @Nullable Job hold(Taken soon, Duration rest) {
    Job job = soon.job;
    JobReport report = soon.report;
    long due = System.nanoTime() + rest.toNanos();
    Place held =
        places.compute(
            job.name(),
            (_, place) -> {
              if (place == null) {
                return hasRoom() && hasRoomFor(report)
                    ? counted(null, new Place(job, report, soon.at, due))
                    : null;
              }
              if (!ofSameRun(place.job, job) || hasEnded(place, job)) {
                return place;
              }
              JobReport later = left(place, job);
              return counted(
                  place,
                  later == null
                      ? new Place(job, report, soon.at, due)
                      : new Place(job, report.then(later), place.at, due));
            });
    return held == null ? null : as(held.job, held.held == null ? report : held.held);
  }

  private boolean hasRoom() {
    return places.size() < limits.waitingRows();
  }

  private boolean hasRoomFor(JobReport report) {
    return bytes.get() + report.bytes() <= limits.waitingBytes();
  }

  /** Notes what a place takes that stands instead of another, or of none. */
  private Place counted(@Nullable Place before, Place after) {
    bytes.addAndGet(after.bytes() - (before == null ? 0 : before.bytes()));
    return after;
  }

  /** Takes out what is held of a job, as something else is about to be done to it. */
  @Nullable Taken take(JobName name) {
    Place place = places.remove(name);
    if (place == null || place.held == null) {
      return null;
    }
    bytes.addAndGet(-place.bytes());
    return new Taken(place.job, place.held, place.at);
  }

  /**
   * Takes out what may be written now, some of it, and forgets what nothing was reported of. Each
   * call goes on where the one before has ended, so that where there are more than can be written
   * all have their turn. For one thread.
   */
  List<Taken> due(int limit) {
    long now = System.nanoTime();
    List<Taken> due = new ArrayList<>();
    if (!round.hasNext()) {
      round = places.entrySet().iterator();
    }
    while (due.size() < limit && round.hasNext()) {
      Map.Entry<JobName, Place> each = round.next();
      if (each.getValue().isDue(now)) {
        // What is reported while this is being written waits for the next time.
        places.computeIfPresent(each.getKey(), (_, place) -> takeIfDue(place, now, due));
      }
    }
    return due;
  }

  private @Nullable Place takeIfDue(Place place, long now, List<Taken> due) {
    if (!place.isDue(now)) {
      return place;
    }
    if (place.held == null) {
      return null;
    }
    due.add(new Taken(place.job, place.held, place.at));
    return counted(place, new Place(place.job, null, place.at, now + pauseNanos));
  }

  /** Takes out everything that is held, due or not. */
  List<Taken> all() {
    List<Taken> all = new ArrayList<>();
    for (JobName name : places.keySet()) {
      Taken taken = take(name);
      if (taken != null) {
        all.add(taken);
      }
    }
    return all;
  }

  /** Of how many jobs something is held. */
  long size() {
    return places.values().stream().filter(place -> place.held != null).count();
  }
}
