/**
 * TLS for both ports: a certificate and its key from files, read again when they change, and the
 * filter that speaks it. Where it is off, the ports speak plainly, to a proxy as a rule.
 */
@NullMarked
package dev.ringside.tls;

import org.jspecify.annotations.NullMarked;
