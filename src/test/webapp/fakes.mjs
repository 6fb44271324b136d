/** The server's side of whatever carries an inbox, for a test to play. */

export const put = (id, revision, more = {}) => ({
  op: 'put',
  notification: {id, user: 'ada', revision, rang: revision, title: id, ...more},
});

export const frame = (since, revision, changes, more = {}) => ({
  type: 'inbox', epoch: 'e1', since, revision, unread: changes.length, changes, ...more,
});

export const snapshot = (revision, changes, more = {}) => frame(0, revision, changes, {reset: true, ...more});

/** Lets everything run that waits for nothing from outside. */
export const settle = async () => {
  for (let i = 0; i < 5; i++) await new Promise((resolve) => setImmediate(resolve));
};

export class FakeSocket {
  sent = [];
  closedWith = undefined;

  send(text) {
    this.sent.push(JSON.parse(text));
  }

  close(code) {
    this.closedWith = code;
  }

  says(message) {
    this.onmessage?.({data: JSON.stringify(message)});
  }

  ends(code, reason = '') {
    this.onclose?.({code, reason});
  }

  opens() {
    this.onopen?.({});
  }

  /** All of a usual beginning. */
  greets(inbox = {}) {
    this.opens();
    this.welcomes();
    this.says({...snapshot(2, [put('a', 2)]), ...inbox});
  }

  welcomes(user = 'ada') {
    this.says({type: 'welcome', session: 's', user, heartbeatSeconds: 25});
  }

  get types() {
    return this.sent.map(({type}) => type);
  }
}

/** One call over HTTP that waits for its answer. */
class FakeCall {
  constructor(url, {headers = {}, method = 'GET', body, signal, credentials}) {
    Object.assign(this, {headers, method, credentials, signal, body: body && JSON.parse(body), path: url.replace('http://test/api/', '')});
    this.answer = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.fails = (error = new TypeError('fetch failed')) => reject(error);
      signal?.addEventListener('abort', () => reject(signal.reason));
    });
  }

  answers(body, init) {
    this.resolve(Response.json(body, init));
  }

  refuses(status, type, headers) {
    this.answers({type, title: 'No', status}, {status, headers});
  }

  /** Begins a stream of events. */
  streams() {
    const encoder = new TextEncoder();
    const body = new ReadableStream({start: (controller) => (this.controller = controller)});
    this.signal.addEventListener('abort', () => this.controller.error(this.signal.reason));
    this.resolve(new Response(body, {headers: {'content-type': 'text/event-stream'}}));
    this.text = (text) => this.controller.enqueue(encoder.encode(text));
    this.says = (message) => this.text(`event: inbox\nid: ${message.epoch}:${message.revision}\ndata: ${JSON.stringify(message)}\n\n`);
    this.ends = () => this.controller.close();
  }
}

/** Takes the place of `fetch`; its calls wait until a test answers them. */
export class FakeHttp {
  calls = [];

  fetch = (url, init = {}) => {
    const call = new FakeCall(String(url), init);
    this.calls.push(call);
    return call.answer;
  };

  get last() {
    return this.calls.at(-1);
  }

  get paths() {
    return this.calls.map(({method, path}) => (method === 'GET' ? path : `${method} ${path}`));
  }
}

/** Web Locks of one name each, for all tabs of a test. */
export class FakeLocks {
  #queues = new Map();
  names = new Set();

  request(name, {signal}, held) {
    this.names.add(name);
    const queue = this.#queues.get(name) ?? [];
    this.#queues.set(name, queue);
    return new Promise((resolve, reject) => {
      const waiter = {
        start: () =>
          Promise.resolve(held()).then((value) => {
            queue.shift();
            queue[0]?.start();
            resolve(value);
          }),
      };
      signal?.addEventListener('abort', () => {
        const at = queue.indexOf(waiter);
        if (at < 1) return;
        queue.splice(at, 1);
        reject(signal.reason);
      });
      if (queue.push(waiter) === 1) queueMicrotask(waiter.start);
    });
  }
}
