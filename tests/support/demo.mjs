// One demo on a free port, for tests in Node.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

// Runs a program and returns what it prints; throws when it fails.
export const run = (program, args, more = {}) => execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], ...more });

const findFreePort = () => new Promise((resolve) => {
  const server = createServer().listen(0, '127.0.0.1', () => {
    const { port } = server.address();
    server.close(() => resolve(port));
  });
});

// A demo that is yet to be started. `env` has what demo.env says from then on; `folder` is removed when it stops, `demoFolder`
// in it is the demo's own.
export function makeDemo(sourceFolder, buildFolder) {
  const env = {};
  const folder = mkdtempSync(join(tmpdir(), 'lkb.'));
  const demoFolder = join(folder, 'd');
  const demo = (...options) => run(join(sourceFolder, 'scripts/demo'), ['--dir', demoFolder, ...options],
    { env: { ...process.env, LATCHKEY_BUILD_DIR: buildFolder } });
  return {
    env, folder, demoFolder,
    start: async () => {
      demo('--detach', '--port', String(await findFreePort()));
      for (const line of readFileSync(join(demoFolder, 'demo.env'), 'utf8').trim().split('\n')) {
        const [, key, value] = line.match(/^(\w+)="?(.*?)"?$/);
        env[key] = value;
      }
    },
    stop: () => {
      demo('--stop');
      rmSync(folder, { recursive: true, force: true });
    },
    // The product's command line on this demo.
    latchkey: (...args) => run(join(env.BIN_DIR, 'latchkey'), args, { env: { ...process.env, LATCHKEY_CONFIG: env.CONFIG } }),
    // A statement as the database's administrator; the answer has a line for each row, without names.
    sql: (statement) => run('mariadb', ['--no-defaults', '--skip-column-names', `--socket=${env.DB_SOCKET}`, '-u', 'root', env.DB_NAME, '-e', statement]),
  };
}
