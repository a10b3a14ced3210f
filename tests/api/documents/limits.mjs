// The last test of all: afterwards this address has asked enough for a while.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { run } from '../../support/demo.mjs';
import { env, get } from './site.mjs';

test('who asks for the page all the time is told to wait', () => {
  const told = run('curl', ['-sS', '--parallel', '--cacert', env.CA_FILE, '-o', '/dev/null', '-w', '%{http_code}\n', `${env.BASE_URL}/api/docs?[1-1000]`]);
  const statuses = told.trim().split('\n');
  assert.deepEqual([...new Set(statuses)].sort(), ['200', '429']);
  assert.ok(statuses.indexOf('429') >= 50, 'the first ones are answered');
  const refused = get('/api/docs');
  if (refused.status === 429) assert.equal(JSON.parse(refused.body).code, 'rate_limited');
});
