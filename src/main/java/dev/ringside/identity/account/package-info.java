/**
 * Ringside's own accounts, for those who have no application yet: names and passwords, sign-ins and
 * their tokens, and what slows down guessing. Off until the settings ask for them.
 */
@NullMarked
package dev.ringside.identity.account;

import org.jspecify.annotations.NullMarked;
