// What the tests of the pages about the API stand on: a demo, the description, and the page as the demo serves it. run.mjs
// starts the demo. Arguments of the program: the source folder, the build folder, the folder with node_modules.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { makeDemo, run } from '../../support/demo.mjs';

export const [sourceFolder, buildFolder, nodeFolder] = process.argv.slice(2);
export const require = createRequire(join(nodeFolder, 'package.json'));
export const demo = makeDemo(sourceFolder, buildFolder);
export const { env, sql, latchkey } = demo;

const { parse } = require('yaml');
const described = 'https://members.example.com';
const source = readFileSync(join(sourceFolder, 'docs/openapi.yaml'), 'utf8');

// The description with the demo's own address in it; for the time after the demo has started.
export const descriptionText = () => source.replaceAll(described, env.BASE_URL);
export const description = () => parse(descriptionText());

// Every operation: { id, method, path, operation }.
export const operations = () => Object.entries(description().paths).flatMap(([path, item]) => Object.entries(item)
  .filter(([, operation]) => operation.operationId)
  .map(([method, operation]) => ({ id: operation.operationId, method: method.toUpperCase(), path, operation })));

// An answer of the site: { status, headers, body }, the body in bytes.
export function get(address, ...options) {
  const url = address.startsWith('/') ? env.BASE_URL + address : address;
  const raw = run('curl', ['-sS', '-i', '--http1.1', '--cacert', env.CA_FILE, ...options, url], { encoding: 'buffer' });
  const end = raw.indexOf('\r\n\r\n');
  const [first, ...lines] = raw.subarray(0, end).toString().split('\r\n');
  const headers = Object.fromEntries(lines.map((line) => line.match(/^([^:]+): (.*)$/).slice(1)).map(([name, value]) => [name.toLowerCase(), value]));
  return { status: Number(first.split(' ')[1]), headers, body: raw.subarray(end + 4) };
}

const characters = { amp: '&', lt: '<', gt: '>', quot: '"', '#34': '"', '#39': "'" };
// The text of a piece of the page.
export const textOf = (html) => html.replace(/<[^>]*>/g, '').replace(/&(#?\w+);/g, (whole, name) => characters[name] ?? whole);

// Every example of the page: { call, example, status, language, text }.
export function examplesOf(page) {
  return [...page.matchAll(/<div class="example" data-call="(\w+)" data-example="(\w+)" data-status="(\d+)">(.*?)<\/div>\s*<\/div>/gs)]
    .flatMap(([, call, example, status, listings]) => [...listings.matchAll(/data-language="(\w+)">.*?<code>(.*?)<\/code>/gs)]
      .map(([, language, text]) => ({ call, example, status: Number(status), language, text: textOf(text) })));
}
