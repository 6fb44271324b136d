/**
 * Who is asking: users' ids, the application's API keys, users' and guests' tokens, and the one
 * chain of {@link dev.ringside.identity.Authenticator}s that tells a credential's owner. Only this
 * package touches the token library, and {@code room}, for tokens that are another server's.
 * Imports {@code log} and what lies below it.
 */
@NullMarked
package dev.ringside.identity;

import org.jspecify.annotations.NullMarked;
