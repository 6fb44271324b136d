const LOOK_MILLIS = 10_000;
/** Browsers delay timers by up to a minute. */
const SLEEP_MILLIS = 90_000;

/** Tells when the network or the person is back, or the machine has slept. @param {() => void} listener @param {{signal: AbortSignal}} ends */
export function listenForWaking(listener, ends) {
  let lookedAt = Date.now();
  const look = setInterval(() => {
    const slept = Date.now() - lookedAt > SLEEP_MILLIS;
    lookedAt = Date.now();
    if (slept) listener();
  }, LOOK_MILLIS);
  // Node would not end before it.
  /** @type {any} */ (look).unref?.();
  ends.signal.addEventListener('abort', () => clearInterval(look));
  globalThis.addEventListener?.('online', listener, ends);
  globalThis.addEventListener?.('pageshow', listener, ends);
  globalThis.document?.addEventListener('visibilitychange', () => document.hidden || listener(), ends);
}
