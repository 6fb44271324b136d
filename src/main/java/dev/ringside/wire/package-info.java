/**
 * What every edge of Ringside speaks: JSON, read strictly and written without nulls, and problem
 * documents (RFC 9457). The ground floor beside {@code config}: it imports nothing of Ringside.
 */
@NullMarked
package dev.ringside.wire;

import org.jspecify.annotations.NullMarked;
