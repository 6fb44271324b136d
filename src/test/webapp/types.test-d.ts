/** What the declarations promise to those who write TypeScript. Checked by `tsc -p .`, never run. */
import {
  ChangeEvent, CommandError, type Inbox, type Notification, type Options, Refusal, Ringside, type Status, type Transport, connect, list, rings,
} from '../../main/webapp/ringside.js';

const ends = new AbortController();
const options: Options = {
  server: new URL('https://example.org/ringside/'),
  token: async () => {
    if (Math.random() > 2) throw new Refusal('signed out');
    return 'token';
  },
  signal: ends.signal,
  limit: 20,
  unreadOnly: true,
  transports: ['socket', 'poll'],
  onChange: ({inbox, before, frame, first}) => use<[Inbox, Inbox, number | undefined, boolean]>([inbox, before, frame?.since, first]),
  onStatus: ({status, retryAt}) => use<[Status, number | undefined]>([status, retryAt]),
  open: (url) => new WebSocket(url),
};
const ringside: Ringside = connect(options);
connect();
connect({token: () => 'token'});
connect({token: async () => {}});
// @ts-expect-error there is no such transport
connect({transports: ['pigeon']});
// @ts-expect-error a token is a function, as it is asked for anew
connect({token: 'token'});

ringside.addEventListener('change', (event) => use<ChangeEvent>(event), {signal: ends.signal});
ringside.addEventListener('status', ({status, reason}) => use<[Status, string | undefined]>([status, reason]));
ringside.addEventListener('frame', ({direction, message}) => use<['sent' | 'received', unknown]>([direction, message['type']]));
ringside.addEventListener('lead', () => use<boolean>(ringside.leads));
const listener = {handleEvent: ({inbox}: ChangeEvent) => use<number>(inbox.unread)};
ringside.addEventListener('change', listener, {once: true});
ringside.removeEventListener('change', listener);
// @ts-expect-error a status event has no inbox
ringside.addEventListener('status', ({inbox}) => inbox);
// @ts-expect-error nothing of this name is fired
ringside.addEventListener('changed', () => {});

use<string | undefined>(ringside.user);
use<Transport | undefined>(ringside.transport);
use<Promise<void>>(ringside.read(['id'], {signal: ends.signal}));
use<Promise<void>>(ringside.readThrough());
use<Promise<void>>(ringside.readThrough(7, {}));
use<Promise<void>>(ringside.unread(['id']));
use<Promise<void>>(ringside.delete(Object.freeze(['id'])));
use<Promise<void>>(ringside.older(20, {signal: ends.signal}));
ringside.pause();
ringside.resume();
ringside.close();
// @ts-expect-error an inbox is replaced, never changed
ringside.inbox.unread = 0;
// @ts-expect-error rows neither
ringside.inbox.rows.clear();

const rows: Notification[] = list(ringside.inbox);
use<boolean>(rows.some(rings));
ringside.read([]).catch((error: unknown) => {
  if (error instanceof CommandError) use<number | undefined>(error.problem.status);
});

function use<T>(_value: T): void {}
