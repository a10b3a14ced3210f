// Holds the real answers that the system tests kept (answers-*.jsonl in the build folder) against docs/openapi.yaml: path,
// status, required headers and body. Arguments: the specification, the build folder, the folder with node_modules.
import { createRequire } from 'node:module';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const [specification, buildFolder, nodeFolder] = process.argv.slice(2);
const require = createRequire(join(nodeFolder, 'package.json'));
const Ajv = require('ajv/dist/2020').default;
const addFormats = require('ajv-formats').default;
const { parse } = require('yaml');

const spec = parse(readFileSync(specification, 'utf8'));
const ajv = new Ajv({ strict: false, allErrors: true });
addFormats(ajv);
ajv.addFormat('password', true);
ajv.addSchema({ $id: 'spec', components: spec.components });

const resolve = (node) => node?.$ref ? resolve(node.$ref.slice(2).split('/').reduce((at, part) => at[part], spec)) : node;
const absolute = (node) => JSON.parse(JSON.stringify(node).replaceAll('"#/components', '"spec#/components'));

const templates = Object.keys(spec.paths).map((path) => ({
  path, pattern: new RegExp(`^${path.replace(/\{[^}]+\}/g, '[^/]+')}$`),
}));

function problemsOf({ method, path, status, headers, body }) {
  const template = templates.find(({ pattern }) => pattern.test(path.split('?')[0]));
  if (!template) return [404, 405].includes(status) ? [] : ['no such path'];
  const operation = spec.paths[template.path][method.toLowerCase()];
  if (!operation) return status === 405 ? [] : ['no such method'];
  const response = resolve(operation.responses[status]);
  if (!response) return [`status ${status} is not described`];
  const problems = [];
  for (const [name, node] of Object.entries(response.headers ?? {})) {
    const header = resolve(node);
    const value = headers[name.toLowerCase()];
    if (value === undefined) {
      if (header.required) problems.push(`header ${name} is missing`);
    } else if (!ajv.validate(absolute(header.schema), value)) {
      problems.push(`header ${name}: ${ajv.errorsText()}`);
    }
  }
  if (!response.content) return body === '' ? problems : [...problems, 'a body where none is described'];
  const content = response.content[headers['content-type']?.split(';')[0]];
  if (!content) return [...problems, `content type ${headers['content-type']} is not described`];
  if (!ajv.validate(absolute(content.schema), JSON.parse(body))) problems.push(`body: ${ajv.errorsText()}`);
  return problems;
}

let checked = 0;
let failed = 0;
for (const file of readdirSync(buildFolder).filter((name) => /^answers-.*\.jsonl$/.test(name))) {
  for (const line of readFileSync(join(buildFolder, file), 'utf8').split('\n').filter(Boolean)) {
    const answer = JSON.parse(line);
    checked += 1;
    for (const problem of problemsOf(answer)) {
      failed += 1;
      if (failed <= 20) console.error(`${answer.method} ${answer.path} ${answer.status}: ${problem}\n  ${answer.body.slice(0, 300)}`);
    }
  }
}
console.log(`${checked} answers, ${failed} problems`);
process.exit(checked > 100 && failed === 0 ? 0 : 1);
