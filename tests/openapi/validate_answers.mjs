// Holds the real answers that the system tests kept (answers-*.jsonl in the build folder) against docs/openapi.yaml: path,
// method, status, headers and body; a body that was accepted against the schema of requests; and the description against
// the answers, for every success and every code must have been seen. Arguments: the specification, the build folder, the
// folder with node_modules. A line: {"method", "path", "status", "headers", "body"} and, if it is known, "requestBody".
import { createRequire } from 'node:module';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const [specification, buildFolder, nodeFolder] = process.argv.slice(2);
const require = createRequire(join(nodeFolder, 'package.json'));
const Ajv = require('ajv/dist/2020').default;
const addFormats = require('ajv-formats').default;
const { parse } = require('yaml');

const ajv = new Ajv({ strict: false, allErrors: true });
addFormats(ajv);
ajv.addFormat('password', true);

// Codes that no test over TLS can bring about: a fault of our own, and a call without TLS.
const unseenCodes = new Set(['internal', 'https_required']);
// Headers of ours must be described; these are everybody's.
const ownHeader = /^(x-(?!content-type-options$)|idempotent-|retry-after$|allow$|location$|set-cookie$|www-authenticate$)/;

const raw = parse(readFileSync(specification, 'utf8'));
const at = (pointer) => pointer.slice(2).split('/').reduce((node, part) => node[part.replaceAll('~1', '/')], raw);

// The specification without references.
function inline(node) {
  if (Array.isArray(node)) return node.map(inline);
  if (node === null || typeof node !== 'object') return node;
  const { $ref, ...rest } = node;
  const own = Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, inline(value)]));
  return $ref ? { ...inline(at($ref)), ...own } : own;
}

// Answers may gain members for clients; for the tests each member must be described. `isWhole`: the schema is no part of
// an allOf, whose parts describe one object together.
function close(schema, isWhole = true) {
  if (Array.isArray(schema)) return schema.map((part) => close(part));
  if (schema === null || typeof schema !== 'object') return schema;
  const closed = { ...schema };
  if (schema.properties) {
    closed.properties = Object.fromEntries(Object.entries(schema.properties).map(([name, value]) => [name, close(value)]));
  }
  for (const key of ['oneOf', 'anyOf', 'items']) if (schema[key]) closed[key] = close(schema[key]);
  if (schema.allOf) closed.allOf = schema.allOf.map((part) => close(part, false));
  if (isWhole && (schema.properties || schema.allOf)) closed.unevaluatedProperties = false;
  return closed;
}

const spec = inline(raw);
const validators = new Map();
function errorsOf(schema, value) {
  if (!validators.has(schema)) validators.set(schema, ajv.compile(schema));
  const validate = validators.get(schema);
  return validate(value) ? null : ajv.errorsText(validate.errors);
}

const templates = Object.entries(spec.paths).map(([path, item]) => ({
  path, item, pattern: new RegExp(`^${path.replace(/\{[^}]+\}/g, '[^/]+')}$`),
}));
for (const { item } of templates) {
  for (const { responses } of Object.values(item).filter((operation) => operation.responses)) {
    for (const { content } of Object.values(responses)) {
      for (const media of Object.values(content ?? {})) media.schema = close(media.schema);
    }
  }
}

// What describes this answer: { response, requestSchema }, or a text that says what is not described.
function findDescription({ method, path, status }) {
  const template = templates.find(({ pattern }) => pattern.test(path.split('?')[0]));
  if (!template) return { 404: { response: spec.components.responses.NotFound } }[status] ?? 'the path is not described';
  const operation = template.item[method.toLowerCase()];
  if (!operation) {
    const known = Object.values(template.item).find(({ responses }) => responses);
    return [400, 405, 414].includes(status) ? { response: known.responses[status] } : 'the method is not described';
  }
  const response = operation.responses[status];
  if (!response) return 'the status is not described';
  return { response, operation, requestSchema: operation.requestBody?.content['application/json'].schema };
}

function headerProblems(described = {}, headers) {
  const problems = [];
  for (const [name, header] of Object.entries(described)) {
    const value = headers[name.toLowerCase()];
    const wrong = value === undefined ? header.required && 'is missing' : errorsOf(header.schema, value);
    if (wrong) problems.push(`header ${name}: ${wrong}`);
  }
  const names = new Set(Object.keys(described).map((name) => name.toLowerCase()));
  for (const name of Object.keys(headers)) {
    if (ownHeader.test(name) && !names.has(name)) problems.push(`header ${name} is not described`);
  }
  return problems;
}

function bodyProblems(content, headers, body) {
  if (!content) return body === '' ? [] : ['a body where none is described'];
  const media = content[headers['content-type']?.split(';')[0]];
  if (!media) return [`content type ${headers['content-type']} is not described`];
  const errors = errorsOf(media.schema, JSON.parse(body));
  return errors ? [`body: ${errors}`] : [];
}

const seen = new Set();
function problemsOf(answer) {
  const found = findDescription(answer);
  if (typeof found === 'string') return [found];
  const { response, operation, requestSchema } = found;
  if (operation) seen.add(`${operation.operationId} ${answer.status}`);
  if (answer.headers['content-type'] === 'application/problem+json') {
    const { code, errors = [] } = JSON.parse(answer.body);
    for (const seenCode of [code, ...errors.map((error) => `${'parameter' in error ? 'parameter' : 'field'} ${error.code}`)]) seen.add(seenCode);
  }
  const problems = [...headerProblems(response.headers, answer.headers), ...bodyProblems(response.content, answer.headers, answer.body)];
  if (requestSchema && answer.status < 300 && answer.requestBody !== undefined) {
    const errors = errorsOf(requestSchema, JSON.parse(answer.requestBody));
    if (errors) problems.push(`the request was accepted but is not as described: ${errors}`);
  }
  return problems;
}

// Every success of every operation, every code and every error code of a field or parameter that is described.
function expectedSights() {
  const sights = new Set([['field', 'FieldError'], ['parameter', 'ParameterError']].flatMap(([what, schema]) =>
    spec.components.schemas[schema].properties.code.enum.map((code) => `${what} ${code}`)));
  for (const operation of templates.flatMap(({ item }) => Object.values(item)).filter(({ responses }) => responses)) {
    for (const [status, { content }] of Object.entries(operation.responses)) {
      if (status < 300) sights.add(`${operation.operationId} ${status}`);
      const text = JSON.stringify(content?.['application/problem+json']?.schema ?? {});
      for (const [, one, many] of text.matchAll(/"code":\{(?:"const":"(\w+)"|"enum":\[([^\]]+)\])\}/g)) {
        for (const code of one ? [one] : JSON.parse(`[${many}]`)) sights.add(code);
      }
    }
  }
  return [...sights].filter((sight) => !unseenCodes.has(sight));
}

let checked = 0;
let failed = 0;
const fail = (text) => {
  failed += 1;
  if (failed <= 20) console.error(text);
};
for (const file of readdirSync(buildFolder).filter((name) => /^answers-.*\.jsonl$/.test(name))) {
  for (const line of readFileSync(join(buildFolder, file), 'utf8').split('\n').filter(Boolean)) {
    const answer = JSON.parse(line);
    checked += 1;
    for (const problem of problemsOf(answer)) {
      fail(`${answer.method} ${answer.path.slice(0, 80)} ${answer.status}: ${problem}\n  ${answer.body.slice(0, 300)}`);
    }
  }
}
if (checked === 0) fail('no answers: run the system tests first');
else for (const sight of expectedSights()) if (!seen.has(sight)) fail(`described but in no answer: ${sight}`);
console.log(`${checked} answers, ${failed} problems`);
process.exit(failed === 0 ? 0 : 1);
