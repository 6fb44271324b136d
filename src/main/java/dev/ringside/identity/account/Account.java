package dev.ringside.identity.account;

import dev.ringside.identity.UserId;
import java.time.Instant;

/**
 * An account.
 *
 * @param user whose it is: a random id, which stays when the name does not
 * @param name what its owner calls it
 */
record Account(UserId user, String name, Instant createdAt) {}
