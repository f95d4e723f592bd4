// One event stream per browser. The tab that holds the lock reads /events/ and passes every hint on to the others;
// each tab hears it as `live:<event>` on document.body. After a gap everybody gets `live:resync` and reads anew.

const SOURCE = '/events/';
const LOCK = 'ordo-live';
const FIRST_PAUSE = 5000;
const LONGEST_PAUSE = 300000;

const EVENTS = ['badges', 'board', 'call', 'notice', 'progress', 'resync', 'task', 'timeline', 'toast'];
const channel = 'BroadcastChannel' in window ? new BroadcastChannel(LOCK) : null;

let pause = FIRST_PAUSE;
let interrupted = false;

function hear(name, data) {
  document.body.dispatchEvent(new CustomEvent(`live:${name}`, { detail: data, bubbles: true }));
}

function passOn(name, data) {
  hear(name, data);
  channel?.postMessage({ name, data });
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}

function opened() {
  pause = FIRST_PAUSE;
  if (interrupted) passOn('resync', {});
  interrupted = false;
}

// Resolves when the stream is over for good; the browser itself mends short breaks.
function read() {
  return new Promise((resolve) => {
    const stream = new EventSource(SOURCE);
    const end = () => {
      stream.close();
      resolve();
    };
    stream.addEventListener('open', opened);
    stream.addEventListener('ended', end);
    stream.addEventListener('error', () => {
      interrupted = true;
      if (stream.readyState === EventSource.CLOSED) end();
    });
    for (const name of EVENTS) {
      stream.addEventListener(name, (event) => passOn(name, parsed(event.data)));
    }
    window.addEventListener('pagehide', end, { once: true });
  });
}

function rest() {
  const wait = pause * (0.75 + Math.random() / 2);
  pause = Math.min(pause * 2, LONGEST_PAUSE);
  return new Promise((resolve) => {
    setTimeout(resolve, wait);
  });
}

async function lead() {
  for (;;) {
    await read();
    interrupted = true;
    await rest();
  }
}

export function startLive() {
  if (!document.body.matches('[data-live]') || !('EventSource' in window)) return;
  channel?.addEventListener('message', ({ data }) => hear(data.name, data.data));
  if (navigator.locks) navigator.locks.request(LOCK, lead);
  else lead();
}
