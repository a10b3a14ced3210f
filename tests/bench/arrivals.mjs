// Browsers that arrive at a fixed rate, each through its own TLS 1.3 session and HTTP/2 connection: they follow a login link,
// the 303 to the dashboard, and fetch what the page asks for, all at once. An arrival's time counts from when it was due to
// the last byte. Usage: arrivals.mjs JSON; prints one line of JSON.
import { readFileSync } from 'node:fs';
import http2 from 'node:http2';
import tls from 'node:tls';

const order = JSON.parse(process.argv[2]);
const host = 'bench.example';
const ca = readFileSync(order.ca);
const patience = 10_000;

const browsers = Array.from({ length: order.browsers }, () => ({ session: undefined, last: Promise.resolve() }));
const times = [];
let refused = 0;
let broken = 0;

function connect(browser) {
  const socket = tls.connect({
    host: '127.0.0.1',
    port: order.port,
    servername: host,
    ca,
    minVersion: 'TLSv1.3',
    ALPNProtocols: ['h2'],
    session: browser.session,
  });
  socket.setNoDelay(true);
  socket.on('session', (session) => (browser.session = session));
  return socket;
}

// A first visit, long ago: what stays of it is the TLS session.
function visit(browser) {
  return new Promise((resolve, reject) => {
    const socket = connect(browser);
    socket.setTimeout(patience, () => socket.destroy(new Error('no TLS session')));
    socket.once('error', reject);
    socket.once('session', () => socket.destroy());
    socket.once('close', resolve);
  });
}

function get(client, path, cookie) {
  return new Promise((resolve, reject) => {
    const headers = { ':path': path, 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64)', accept: 'text/html,*/*;q=0.8' };
    const stream = client.request(cookie ? { ...headers, cookie } : headers);
    let answer;
    stream.setTimeout(patience, () => stream.close(http2.constants.NGHTTP2_CANCEL));
    stream.on('response', (found) => (answer = found));
    stream.on('error', reject);
    stream.on('close', () => (answer ? resolve(answer) : reject(new Error('no answer'))));
    stream.resume();
    stream.end();
  });
}

async function arrive(browser, token) {
  const socket = connect(browser);
  const client = http2.connect(`https://${host}`, { createConnection: () => socket });
  client.on('error', () => {}); // each request tells of it
  try {
    const entered = await get(client, `/auth/login?token=lt_${String(token).padStart(43, '0')}`);
    if (!socket.isSessionReused()) throw new Error('the TLS session was not resumed');
    const cookie = entered['set-cookie']?.map((line) => line.split(';')[0]).join('; ');
    const answers = [entered[':status'] === 303 ? await get(client, entered.location, cookie) : entered];
    answers.push(...(await Promise.all(Array.from({ length: order.checks }, (_, n) => get(client, `/part-${n + 1}`, cookie)))));
    return answers.every((answer) => answer[':status'] === 200);
  } finally {
    client.close();
    socket.end();
  }
}

async function run() {
  await Promise.all(browsers.map(visit));
  const used = process.cpuUsage();
  const begin = performance.now() + 50;
  const arrivals = Array.from({ length: order.count }, async (_, n) => {
    const due = begin + (1000 * n) / order.perSecond;
    await new Promise((resolve) => setTimeout(resolve, due - performance.now()));
    const browser = browsers[n % browsers.length];
    const before = browser.last;
    browser.last = (async () => {
      await before;
      try {
        if (!(await arrive(browser, order.first + n))) refused += 1;
        times.push(performance.now() - due);
      } catch (error) {
        broken += 1;
        process.stderr.write(`arrivals: ${error.message}\n`);
      }
    })();
    await browser.last;
  });
  await Promise.all(arrivals);
  const seconds = (performance.now() - begin) / 1000;
  const cpu = process.cpuUsage(used);
  times.sort((a, b) => a - b);
  const at = (percent) => times[Math.min(times.length - 1, Math.floor((times.length * percent) / 100))] ?? 0;
  return {
    rate: times.length / seconds,
    p50: at(50),
    p99: at(99),
    longest: at(100),
    refused,
    broken,
    requests: times.length,
    load_cores: (cpu.user + cpu.system) / 1e6 / seconds,
  };
}

console.log(JSON.stringify(await run()));
process.exit(0);
