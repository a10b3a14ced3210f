// A receiver of webhooks and postbacks over HTTPS, for tests: receiver.mjs FOLDER
// FOLDER has server.pem and server.key. It writes the port it listens on to FOLDER/port, and each request as one line of
// JSON to FOLDER/requests.jsonl before it answers. The first part of the path says how it answers:
//   /status/N           with status N
//   /retry/SECONDS      503 with Retry-After
//   /redirect           302 to /status/204
//   /fail/COUNT         500 to the first COUNT requests for the same URL and webhook-id, then 204
//   /hang               not at all
//   /drop               closes the connection
//   /huge               200 and a body without an end
//   /slow               200 and a byte a second
//   /early              103, and nothing more
//   /fast               204, without writing anything down; /count says how many there were
//   /held/MILLISECONDS  204 after so long; the line has how many were under way with it
import { appendFileSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';

const folder = process.argv[2];
const seen = new Map();
let fast = 0;
let held = 0;

function writeDown(request, body, more = {}) {
  const entry = { at: Date.now(), method: request.method, url: request.url, headers: request.headers, body, ...more };
  appendFileSync(`${folder}/requests.jsonl`, `${JSON.stringify(entry)}\n`);
}

function end(response, status, headers = {}) {
  response.writeHead(status, headers);
  response.end();
}

function pour(response) {
  const chunk = Buffer.alloc(65536, 'x');
  const more = () => {
    while (!response.destroyed && response.write(chunk));
    if (!response.destroyed) response.once('drain', more);
  };
  more();
}

const answers = {
  status: (request, response, value) => end(response, Number(value)),
  retry: (request, response, value) => end(response, 503, { 'Retry-After': value }),
  redirect: (request, response) => end(response, 302, { Location: '/status/204' }),
  fail: (request, response, value) => {
    const name = `${request.url} ${request.headers['webhook-id'] ?? ''}`;
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    end(response, count <= Number(value) ? 500 : 204);
  },
  hang: () => {},
  drop: (request) => request.socket.destroy(),
  huge: (request, response) => {
    response.writeHead(200);
    pour(response);
  },
  slow: (request, response) => {
    response.writeHead(200);
    response.write('a');
    const timer = setInterval(() => response.write('a'), 1000);
    response.on('close', () => clearInterval(timer));
  },
  early: (request, response) => response.writeEarlyHints({ link: '</a>; rel=preload' }),
};

const server = createServer(
  { cert: readFileSync(`${folder}/server.pem`), key: readFileSync(`${folder}/server.key`), keepAlive: true },
  (request, response) => {
    const chunks = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      const [, kind, value] = request.url.split(/[/?]/);
      if (kind === 'fast') {
        fast += 1;
        return end(response, 204);
      }
      if (kind === 'count') return response.end(String(fast));
      const body = Buffer.concat(chunks).toString();
      if (kind === 'held') {
        held += 1;
        writeDown(request, body, { together: held });
        return setTimeout(() => {
          held -= 1;
          end(response, 204);
        }, Number(value));
      }
      writeDown(request, body);
      return answers[kind](request, response, value);
    });
  },
);
server.keepAliveTimeout = 60000;
server.listen(0, '127.0.0.1', () => {
  writeFileSync(`${folder}/port.new`, String(server.address().port));
  renameSync(`${folder}/port.new`, `${folder}/port`);
});
