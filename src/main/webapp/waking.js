/**
 * Calls back when the browser says that the network or the person is back.
 *
 * @param {() => void} listener
 * @returns {() => void} stops it
 */
export function listenForWaking(listener) {
  const onSeen = () => {
    if (document.visibilityState === 'visible') listener();
  };
  globalThis.addEventListener?.('online', listener);
  globalThis.addEventListener?.('pageshow', listener);
  globalThis.document?.addEventListener('visibilitychange', onSeen);
  return () => {
    globalThis.removeEventListener?.('online', listener);
    globalThis.removeEventListener?.('pageshow', listener);
    globalThis.document?.removeEventListener('visibilitychange', onSeen);
  };
}
