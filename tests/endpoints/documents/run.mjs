// docs/webhooks.md: its programs verify what an independent library has signed, and refuse all else; that library verifies what
// the courier of a demo sends. Arguments: the source folder, the build folder, the folder with node_modules.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { makeDemo } from '../../support/demo.mjs';

const [sourceFolder, buildFolder, nodeFolder] = process.argv.slice(2);
const { Webhook } = createRequire(join(nodeFolder, 'node_modules/'))('standardwebhooks');

const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw8kqxqfzV5Yk=';
const other = 'whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=';
const page = readFileSync(join(sourceFolder, 'docs/webhooks.md'), 'utf8');
const codeOf = (language) => page.match(new RegExp('```' + language + '\n([\\s\\S]*?)```'))[1];

// Each reads {secret, headers, body} from standard input and prints what the page's function says.
const programs = {
  php: (folder) => {
    writeFileSync(join(folder, 'verify.php'), codeOf('php') + `
      $asked = json_decode(file_get_contents('php://stdin'), true);
      echo verify_webhook($asked['secret'], $asked['headers'], $asked['body']) ? 'true' : 'false';`);
    return ['php', join(folder, 'verify.php')];
  },
  python: (folder) => {
    writeFileSync(join(folder, 'verify.py'), codeOf('python') + `
import json, sys
asked = json.load(sys.stdin)
print(str(verify_webhook(asked["secret"], asked["headers"], asked["body"].encode())).lower(), end="")`);
    return ['python3', '-B', join(folder, 'verify.py')];
  },
  js: (folder) => {
    writeFileSync(join(folder, 'verify.mjs'), codeOf('js') + `
      import { readFileSync } from 'node:fs';
      const asked = JSON.parse(readFileSync(0, 'utf8'));
      process.stdout.write(String(verifyWebhook(asked.secret, asked.headers, Buffer.from(asked.body))));`);
    return ['node', join(folder, 'verify.mjs')];
  },
};

const body = '{"type":"lead.created","timestamp":"2026-11-28T12:00:00.000000Z","data":{"metadata":{"name":"Zoë ✓"}}}';

function makeMessage({ by = [secret], at = new Date(), id = 'msg_0199f3a2', text = body } = {}) {
  const signatures = by.map((one) => new Webhook(one).sign(id, at, text));
  return {
    headers: { 'webhook-id': id, 'webhook-timestamp': String(Math.floor(at / 1000)), 'webhook-signature': signatures.join(' ') },
    body: text,
  };
}

const ago = (seconds) => new Date(Date.now() - seconds * 1000);
const changed = (message, headers) => ({ ...message, headers: { ...message.headers, ...headers } });

const cases = [
  ['a message as it came', makeMessage(), true],
  ['a message while two secrets sign', makeMessage({ by: [other, secret] }), true],
  ['a message of four minutes ago', makeMessage({ at: ago(240) }), true],
  ['a message of six minutes ago', makeMessage({ at: ago(360) }), false],
  ['a message of the future', makeMessage({ at: ago(-360) }), false],
  ['a body that was changed', { ...makeMessage(), body: body.replace('lead', 'lad') }, false],
  ['another secret', makeMessage({ by: [other] }), false],
  ['another id', changed(makeMessage(), { 'webhook-id': 'msg_other' }), false],
  ['another time', changed(makeMessage({ at: ago(10) }), { 'webhook-timestamp': String(Math.floor(Date.now() / 1000)) }), false],
  ['a time that is none', changed(makeMessage(), { 'webhook-timestamp': 'now' }), false],
  ['an empty signature', changed(makeMessage(), { 'webhook-signature': '' }), false],
  ['a signature of another version', changed(makeMessage(), { 'webhook-signature': makeMessage().headers['webhook-signature'].replace('v1,', 'v2,') }), false],
  ['no headers', { headers: {}, body }, false],
];

describe('the programs of docs/webhooks.md', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lkv.'));
  after(() => rmSync(folder, { recursive: true, force: true }));
  for (const [language, make] of Object.entries(programs)) {
    test(language, () => {
      const [program, ...args] = make(folder);
      for (const [what, message, isRight] of cases) {
        const result = spawnSync(program, args, { input: JSON.stringify({ secret, ...message }), encoding: 'utf8' });
        assert.equal(result.stdout, String(isRight), `${what}: ${result.stdout}${result.stderr}`);
      }
    });
  }
  test('the line for the shell', () => {
    const message = makeMessage();
    writeFileSync(join(folder, 'body'), message.body);
    const script = `secret=${secret} id=${message.headers['webhook-id']} timestamp=${message.headers['webhook-timestamp']}\n` +
      page.match(/```sh\n(key=[\s\S]*?)```/)[1];
    const result = spawnSync('bash', ['-euc', script], { cwd: folder, encoding: 'utf8' });
    assert.equal(`v1,${result.stdout.trim()}`, message.headers['webhook-signature'], result.stderr);
  });
});

describe('what the courier of a demo sends', () => {
  const demo = makeDemo(sourceFolder, buildFolder);
  before(() => demo.start());
  after(() => demo.stop());

  const received = () => readdirSync(join(demo.demoFolder, 'webhooks')).filter((name) => name.endsWith('.json'))
    .map((name) => JSON.parse(readFileSync(join(demo.demoFolder, 'webhooks', name), 'utf8')));

  async function waitFor(find, what) {
    for (let tries = 0; tries < 150; ++tries) {
      const found = received().find(find);
      if (found) return found;
      await new Promise((resolve) => { setTimeout(resolve, 100); });
    }
    assert.fail(`${what} did not come: ${JSON.stringify(received())}`);
  }

  test('an independent library verifies it', async () => {
    const demoSecret = readFileSync(join(demo.demoFolder, 'webhooks/secrets'), 'utf8').trim();
    const url = demo.sql("SELECT url FROM endpoints WHERE kind = 'webhook'").trim();
    const id = demo.latchkey('webhook', 'test', url).trim();
    const message = await waitFor((one) => one.headers['webhook-id'] === id, 'the test');
    assert.equal(message.method, 'POST');
    assert.equal(message.headers['content-type'], 'application/json');
    assert.equal(new Webhook(demoSecret).verify(message.body, message.headers).type, 'test');
    assert.equal(message.verified, true);
    assert.throws(() => new Webhook(other).verify(message.body, message.headers));
  });

  test('both secrets sign after a rotation', async () => {
    const url = demo.sql("SELECT url FROM endpoints WHERE kind = 'webhook'").trim();
    const former = readFileSync(join(demo.demoFolder, 'webhooks/secrets'), 'utf8').trim();
    const fresh = demo.latchkey('webhook', 'rotate', url).trim();
    const id = demo.latchkey('webhook', 'test', url).trim();
    const message = await waitFor((one) => one.headers['webhook-id'] === id, 'the test');
    for (const one of [former, fresh]) assert.equal(new Webhook(one).verify(message.body, message.headers).type, 'test');
  });

  test('a creation tells a webhook and a postback', async () => {
    const made = await waitFor((one) => one.method === 'POST' && JSON.parse(one.body).type === 'customer.created', 'the creation');
    const { data } = JSON.parse(made.body);
    assert.match(data.leadId, /^[0-9a-f-]{36}$/);
    assert.ok(!made.body.includes('demo@example.com'));
    const postback = await waitFor((one) => one.method === 'GET' && one.path.includes('event=customer'), 'the postback');
    assert.ok(postback.path.includes(`lead=${data.leadId}`), postback.path);
  });
});
