package dev.ringside.job;

/** Which job: whose, and by what key. They are ordered as they are locked. */
record JobName(String user, String key) implements Comparable<JobName> {

  @Override
  public int compareTo(JobName other) {
    int byUser = user.compareTo(other.user);
    return byUser != 0 ? byUser : key.compareTo(other.key);
  }
}
