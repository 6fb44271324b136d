/**
 * The ways in which an application's own users are known, with nothing to rewrite in the
 * application: by JWTs that it signs, by its sessions in a shared database, by asking it. Each is
 * an {@link dev.ringside.identity.Authenticator}, and out of the chain until it is configured.
 */
@NullMarked
package dev.ringside.identity.application;

import org.jspecify.annotations.NullMarked;
