// The Postman collection: of the right form, and each of its requests run by Postman's own runner.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { env, get, operations, require } from './site.mjs';
import { stage, world } from './world.mjs';

const collection = () => JSON.parse(get('/api/postman.json').body);
const requests = () => collection().item.flatMap(({ item }) => item);
const pathOf = ({ request }) => `/${request.url.path.map((part) => part.replace(/^:(.*)/, '{$1}')).join('/')}`;

// The status that the request was answered with.
function send(name) {
  return new Promise((resolve, reject) => {
    const values = { apiKey: world.key, memberSession: world.session };
    require('newman').run({
      collection: collection(), folder: name, sslExtraCaCerts: env.CA_FILE, reporters: [],
      envVar: Object.entries(values).map(([key, value]) => ({ key, value })),
    }, (error, summary) => {
      const failure = error ?? summary.run.failures[0]?.error;
      if (failure) reject(failure);
      else resolve(summary.run.executions[0].response.code);
    });
  });
}

test('every operation is in the collection, under a name of its own', () => {
  const names = requests().map(({ name }) => name);
  assert.deepEqual(names.filter((name, at) => names.indexOf(name) !== at), []);
  for (const { id, method, path } of operations()) {
    assert.ok(requests().some((one) => one.request.method === method && pathOf(one) === path), id);
  }
});

test('every request of the collection succeeds', async (t) => {
  for (const one of requests()) {
    await t.test(one.name, async () => {
      const about = operations().find(({ method, path }) => method === one.request.method && path === pathOf(one));
      const clear = stage(about);
      try {
        const status = await send(one.name);
        assert.ok(status < 300 && about.operation.responses[status], `${one.name}: ${status}`);
      } finally {
        clear();
      }
    });
  }
});
