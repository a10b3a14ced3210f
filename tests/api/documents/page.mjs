// What the page says and what it is: all of the description, no script, not too large; and the files beside it.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { description, demo, descriptionText, env, examplesOf, get, operations, require, textOf } from './site.mjs';

const { parse } = require('yaml');
const pageText = () => get('/api/docs').body.toString();
const sectionOf = (page, id) => page.match(new RegExp(`<section [^>]*id="${id}".*?</section>`, 's'))[0];

// Every value of `key`, however deep in the node.
const valuesOf = (node, key) => (node === null || typeof node !== 'object' ? []
  : Object.entries(node).flatMap(([name, value]) => [...(name === key ? [value] : []), ...valuesOf(value, key)]));

test('the page is small, and has no script and nothing of other hosts', () => {
  const page = pageText();
  assert.ok(Buffer.byteLength(page) <= 200_000, `${Buffer.byteLength(page)} bytes`);
  assert.doesNotMatch(page, /<script|javascript:|<[^>]* on\w+=/i);
  for (const [, address] of page.matchAll(/(?:src|href)="([^"]*)"/g)) assert.match(address, /^(#|data:,$|\/api\/)/);
  assert.ok(!page.includes('members.example.com'));
});

test('the page has every operation with its parameters, answers and examples', () => {
  const page = pageText();
  const examples = examplesOf(page);
  for (const { id, method, path, operation } of operations()) {
    const words = textOf(sectionOf(page, id));
    for (const part of [method, path, operation.summary, ...Object.keys(operation.responses)]) assert.ok(words.includes(part), `${id}: ${part}`);
    for (const { name } of (operation.parameters ?? []).filter((parameter) => parameter.name)) assert.ok(words.includes(name), `${id}: ${name}`);
    const bodies = Object.keys(operation.requestBody?.content['application/json'].examples ?? { only: {} }).length;
    const own = examples.filter(({ call }) => call === id);
    assert.equal(own.length, 4 * bodies, id);
    assert.deepEqual([...new Set(own.map(({ language }) => language))], ['curl', 'php', 'python', 'node'], id);
    for (const { status } of own) assert.ok(operation.responses[status], `${id} has no ${status}`);
  }
});

test('the page has every field and every code', () => {
  const page = pageText();
  const words = textOf(page);
  const { components, paths } = description();
  for (const names of [components, paths].flatMap((node) => valuesOf(node, 'properties')).map(Object.keys)) {
    for (const name of names) assert.ok(words.includes(name), name);
  }
  for (const code of components.schemas.FieldError.properties.code.enum) assert.ok(words.includes(code), code);
  const codes = [components.responses, paths].flatMap((node) => valuesOf(node, 'code')).flatMap((code) => code?.enum ?? code?.const ?? []);
  assert.ok(codes.length > 20);
  for (const code of new Set(codes)) assert.match(page, new RegExp(`id="code-${code}"><dt><code>${code}</code></dt><dd>\\s*<p>[^<]`), code);
});

test('every link within the page leads somewhere, and no name stands twice', () => {
  const page = pageText();
  const ids = [...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
  assert.deepEqual(ids.filter((id, at) => ids.indexOf(id) !== at), []);
  for (const [, id] of page.matchAll(/href="#([^"]+)"/g)) assert.ok(ids.includes(id), id);
});

test('the files are the description', () => {
  assert.equal(get('/api/openapi.yaml').body.toString(), descriptionText());
  assert.deepEqual(JSON.parse(get('/api/openapi.json').body), parse(descriptionText()));
});

test('type, cache, policy and packing of each answer', () => {
  const types = { docs: 'text/html; charset=utf-8', 'openapi.json': 'application/json', 'openapi.yaml': 'application/yaml', 'postman.json': 'application/json' };
  for (const [name, type] of Object.entries(types)) {
    const { status, headers, body } = get(`/api/${name}`);
    assert.equal(status, 200);
    assert.equal(headers['content-type'], type);
    assert.equal(headers['cache-control'], 'public, max-age=300');
    assert.equal(headers['x-content-type-options'], 'nosniff');
    assert.match(headers['content-security-policy'], /^default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'/);
    assert.match(headers['strict-transport-security'], /max-age/);
    assert.match(headers['x-request-id'], /^\w{8}/);
    const packed = get(`/api/${name}`, '-H', 'Accept-Encoding: gzip');
    assert.equal(packed.headers['content-encoding'], 'gzip', name);
    assert.equal(packed.headers.vary, 'Accept-Encoding');
    assert.deepEqual(gunzipSync(packed.body), body);
    for (const tag of [headers.etag, packed.headers.etag]) {
      const known = get(`/api/${name}`, '-H', `If-None-Match: ${tag}`);
      assert.deepEqual([known.status, known.body.length], [304, 0], tag);
    }
    assert.equal(get(`/api/${name}`, '-I').status, 200);
    const refused = get(`/api/${name}`, '-X', 'DELETE');
    assert.deepEqual([refused.status, refused.headers.allow], [405, 'GET, HEAD']);
  }
  assert.equal(JSON.parse(get('/api/docs/').body).code, 'not_found');
});

test('without TLS the page moves to https, and a call is still refused', () => {
  const socket = ['--unix-socket', join(demo.demoFolder, 'run/nginx-http.sock')];
  const moved = get('http://127.0.0.1/api/docs', ...socket);
  assert.deepEqual([moved.status, moved.headers.location], [301, 'https://127.0.0.1/api/docs']);
  assert.equal(get('http://127.0.0.1/api/v1/customers', ...socket).status, 403);
  assert.ok(env.BASE_URL);
});
