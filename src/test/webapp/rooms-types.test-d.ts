/** What the declarations of the client of rooms promise. Checked by `tsc -p .`, never run. */
import {CommandError, RingsideRooms, type Room, type RoomInfo, type RoomMember, type RoomMessage, type Status} from '../../main/webapp/ringside-rooms.js';

const rooms = new RingsideRooms({token: 'token', server: 'https://example.org', limit: 20});
new RingsideRooms();
new RingsideRooms({token: async () => 'token'});
// @ts-expect-error a token is a text
new RingsideRooms({token: 7});
rooms.addEventListener('status', ({status, reason}) => use<[Status, string | undefined]>([status, reason]));

const room: Room = rooms.join('lobby');
room.addEventListener('change', () => use<readonly RoomMessage[]>(room.messages));
room.addEventListener('presence', () => use<readonly RoomMember[]>(room.members));
// @ts-expect-error nothing of this name is fired
room.addEventListener('changed', () => {});
room.say('hi').catch((error: unknown) => use<boolean>(error instanceof CommandError));
use<Promise<RoomMessage> | undefined>(room.retry('id'));
use<Promise<void>>(room.edit('id', 'hi'));
use<Promise<void>>(room.unsay('id'));
use<Promise<void>>(room.older(20, {signal: new AbortController().signal}));
use<Promise<void>>(room.leave());
use<Promise<RoomInfo>>(rooms.create({name: 'Lobby', ephemeral: true, retentionSeconds: 86_400}));
use<Promise<RoomInfo>>(rooms.direct('ada', 'bob'));
// @ts-expect-error a message is replaced, never changed
room.messages[0]!.content = 'other';

function use<T>(_: T) {}
