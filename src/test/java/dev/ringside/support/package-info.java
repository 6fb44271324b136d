/** What tests share: a real PostgreSQL, a real node on free ports, and clients to talk to it. */
@NullMarked
package dev.ringside.support;

import org.jspecify.annotations.NullMarked;
