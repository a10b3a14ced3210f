// A client made of the description by a public generator, used against the demo. client.mts is what its user writes.
import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { run } from '../../support/demo.mjs';
import { env, get, nodeFolder, sourceFolder } from './site.mjs';
import { environment, folder, stage } from './world.mjs';

test('a generated client knows the types and makes customers', () => {
  const place = join(folder(), 'client');
  mkdirSync(place);
  symlinkSync(join(nodeFolder, 'node_modules'), join(place, 'node_modules'));
  writeFileSync(join(place, 'package.json'), '{"type": "module"}');
  writeFileSync(join(place, 'openapi.json'), get('/api/openapi.json').body);
  copyFileSync(join(sourceFolder, 'tests/api/documents/client.mts'), join(place, 'client.mts'));
  const tool = (name, ...args) => run(join(nodeFolder, 'node_modules/.bin', name), args, { cwd: place });
  tool('openapi-typescript', 'openapi.json', '--output', 'api.d.ts');
  writeFileSync(join(place, 'tsconfig.json'), JSON.stringify({
    compilerOptions: { strict: true, target: 'es2022', lib: ['es2022', 'dom'], module: 'nodenext', types: [] }, files: ['client.mts'],
  }));
  tool('tsc');
  stage({ path: '/api/v1/customers', operation: {} });
  const printed = run('node', ['client.mjs'], { cwd: place, env: { ...environment(), BASE_URL: env.BASE_URL } });
  const told = JSON.parse(printed);
  assert.match(told.url, /\/auth\/login\?token=lt_/);
  assert.deepEqual({ ...told, url: '' }, {
    url: '', email: 'maria@example.com', status: 'active', second: 'customer_exists', pointers: ['/email', '/phone'], revoked: 204,
  });
});
