// Every example of the page, run as it stands there.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { run } from '../../support/demo.mjs';
import { env, examplesOf, get, operations, textOf } from './site.mjs';
import { environment, folder, stage } from './world.mjs';

const runners = {
  curl: (file) => ['sh', [file]],
  php: (file) => ['php', ['-d', `curl.cainfo=${env.CA_FILE}`, file]],
  python: (file) => ['/usr/bin/python3', [file]],
  node: (file) => ['node', [file]],
};

function runExample(text, language) {
  const file = join(folder(), `example.${language === 'node' ? 'mjs' : language}`);
  writeFileSync(file, text);
  return run(...runners[language](file), { env: environment() });
}

test('every example gets the answer that the page promises', async (t) => {
  const known = new Map(operations().map((one) => [one.id, one]));
  const examples = examplesOf(get('/api/docs').body.toString());
  assert.ok(examples.length >= 4 * known.size);
  for (const { call, example, status, language, text } of examples) {
    await t.test(`${call} ${example} ${language}`, () => {
      const clear = stage(known.get(call));
      try {
        const printed = runExample(text, language);
        assert.equal(printed.match(/^(?:HTTP\/\S+ )?(\d+)/)?.[1], String(status), printed);
      } finally {
        clear();
      }
    });
  }
});

test('the call at the beginning of the page makes a customer and a link', () => {
  const [, text] = get('/api/docs').body.toString().match(/<section id="start".*?<pre><code[^>]*>(.*?)<\/code>/s);
  stage(operations().find(({ id }) => id === 'createCustomer'));
  assert.match(JSON.parse(runExample(textOf(text), 'curl')).login.url, /\/auth\/login\?token=lt_/);
});
