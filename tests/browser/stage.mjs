// What the browser tests stand on: one demo on a free port, one Chromium that trusts the demo's certificate, and story(),
// which tells a test with visitors of its own. Arguments of the program: the source folder, the build folder, the folder
// with node_modules, and which stories are told.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { makeDemo, run } from '../support/demo.mjs';

const [sourceFolder, buildFolder, nodeFolder, stories = ''] = process.argv.slice(2);
const require = createRequire(join(nodeFolder, 'package.json'));
const { chromium } = require('playwright-core');
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const pictures = join(buildFolder, 'screenshots', stories);
const demo = makeDemo(sourceFolder, buildFolder);
const { folder } = demo;

export const { demoFolder, env, latchkey, sql } = demo;
export const password = 'sunny day 7';
let browser;

// Chromium trusts what the NSS database of its home folder says; so a wrong certificate fails the tests.
function makeHome() {
  const database = join(folder, 'home/.pki/nssdb');
  mkdirSync(database, { recursive: true });
  run('certutil', ['-N', '-d', `sql:${database}`, '--empty-password']);
  run('certutil', ['-A', '-d', `sql:${database}`, '-n', 'demo', '-t', 'C,,', '-i', env.CA_FILE]);
  return join(folder, 'home');
}

before(async () => {
  rmSync(pictures, { recursive: true, force: true });
  mkdirSync(pictures, { recursive: true });
  await demo.start();
  browser = await chromium.launch({
    // The same engine without a window around it, which takes half the processor's time.
    executablePath: '/usr/bin/chromium-headless-shell',
    env: { ...process.env, HOME: makeHome() },
    // Without these Chromium asks hosts of its own maker for this and that.
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync'],
  });
});

after(async () => {
  await browser?.close();
  demo.stop();
});

const databasePid = () => Number(readFileSync(join(demoFolder, 'run/database.pid'), 'utf8'));

// Stops the demo's database where it is. One thread takes the signal; until it has, the others go on.
export async function freezeDatabase() {
  process.kill(databasePid(), 'SIGSTOP');
  for (const end = Date.now() + 5_000; !readFileSync(`/proc/${databasePid()}/stat`, 'utf8').includes(') T '); ) {
    assert.ok(Date.now() < end, 'the database goes on');
    await new Promise((done) => { setTimeout(done, 10); });
  }
}
export const thawDatabase = () => process.kill(databasePid(), 'SIGCONT');

// Sends a signal to all processes of a supervised service.
export const signalService = (name, signal) => process.kill(-Number(readFileSync(join(demoFolder, `run/${name}.pid`), 'utf8')), signal);

// Ends a service's handlers, as after a change of the configuration; its supervisor starts new ones.
export async function replaceHandlers(name) {
  const supervisor = readFileSync(join(demoFolder, `run/${name}.pid`), 'utf8').trim();
  // There may be none for a moment.
  const list = () => spawnSync('pgrep', ['-P', supervisor], { encoding: 'utf8' }).stdout.match(/\d+/g) ?? [];
  const before = list();
  assert.notEqual(before.length, 0, `${name} has no handlers`);
  run('kill', before);
  for (const end = Date.now() + 10_000; ; await new Promise((done) => { setTimeout(done, 100); })) {
    const now = list();
    if (now.length === before.length && !now.some((pid) => before.includes(pid))) return;
    assert.ok(Date.now() < end, `${name} is not back`);
  }
}

let customers = 0;
// Creates a customer by the API: { email, url, account }. `login` as in the API; `more` are further fields.
export function createCustomer(login = {}, more = {}) {
  customers += 1;
  const body = {
    firstName: 'Maria', lastName: `O'Rossi <b>${customers}`, email: `maria.${customers}.${Date.now()}@example.com`,
    phone: '+35799123456', phoneCountryCode: 'CY', nationalityCountryCode: 'IT', password, login, ...more,
  };
  const answer = JSON.parse(run('curl', ['-sS', '--cacert', env.CA_FILE, `${env.BASE_URL}/api/v1/customers`,
    '-H', `X-Api-Key: ${env.API_KEY}`, '-H', 'Content-Type: application/json', '-d', JSON.stringify(body)]));
  assert.ok(answer.customer, JSON.stringify(answer));
  return { ...body, email: answer.customer.email, url: answer.login?.url, account: answer.tradingAccount };
}

// A browser profile of its own. Whatever the browser complains about is kept, and every answer of 400 and above.
async function open(options) {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const complaints = [];
  const refusals = [];
  const expected = [];
  const forgiven = [];
  const isOwn = (url) => url.startsWith(`${env.BASE_URL}/`) || /^(data|about|blob):/.test(url);
  context.on('console', (message) => {
    const isRefusal = message.text().startsWith('Failed to load resource: the server responded with a status of');
    if (['error', 'warning'].includes(message.type()) && !isRefusal) complaints.push(message.text());
  });
  context.on('weberror', (error) => complaints.push(String(error.error())));
  context.on('request', (request) => isOwn(request.url()) || complaints.push(`asks ${request.url()}`));
  context.on('requestfailed', (request) => {
    const { errorText } = request.failure();
    if (errorText !== 'net::ERR_ABORTED') complaints.push(`${errorText} ${request.url()}`);
  });
  context.on('response', (response) => {
    if (response.status() >= 400) refusals.push(`${response.status()} ${new URL(response.url()).pathname}`);
  });
  return {
    context, page,
    // Says which answers of 400 and above this visitor brings about, in order.
    expect: (...answers) => expected.push(...answers),
    // Says which complaints are the story's own doing.
    forgive: (pattern) => forgiven.push(pattern),
    check: () => {
      assert.deepEqual(complaints.filter((text) => !forgiven.some((pattern) => pattern.test(text))), []);
      assert.deepEqual(refusals, expected);
    },
  };
}

// A test. `tell` gets visit(options), which gives a visitor with a new browser profile. In the end every visitor must be
// without a console message, a request to another host, a failed request and an error answer that was not expected.
export function story(name, tell) {
  test(name, { timeout: 240_000 }, async () => {
    const visitors = [];
    const visit = async (options = {}) => {
      visitors.push(await open(options));
      return visitors.at(-1);
    };
    try {
      await tell(visit);
      for (const visitor of visitors) visitor.check();
    } catch (error) {
      const file = `failed-${name.replace(/\W+/g, '-')}`;
      for (const [index, { page }] of visitors.entries()) {
        await page.screenshot({ path: join(pictures, `${file}-${index}.png`) }).catch(() => {});
      }
      throw error;
    } finally {
      for (const { context } of visitors) await context.close();
    }
  });
}

export const pathOf = (page) => page.url().slice(env.BASE_URL.length);

// Signs in with the form of the page.
export async function signIn(page, email, secret = password) {
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password').fill(secret);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
}

// Signs the demo's administrator in to the admin area.
export async function enterAdmin(page) {
  await page.goto(env.ADMIN_URL);
  await signIn(page, env.ADMIN_EMAIL, env.ADMIN_PASSWORD);
  await page.getByRole('link', { name: 'Api Keys' }).waitFor();
}

// An entry of the admin area's menu.
export const openMenu = (page, name) => page.getByRole('navigation').getByRole('link', { name, exact: true }).click();

// The page's scripts have filled in who is signed in.
export const waitForName = (page) => page.waitForFunction(() => document.querySelector('[data-member-name]').textContent !== '');

// A picture of the whole page as it is.
export const photograph = (page, name) => page.screenshot({ path: join(pictures, `${name}.png`), fullPage: true });

// Nothing is wider than the window.
export async function checkWidth(page, name) {
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.ok(overflow <= 0, `${name} is ${overflow} pixels too wide at ${page.viewportSize().width}`);
}

// axe finds nothing.
export async function checkAccess(page, name) {
  await page.evaluate(axe);
  const violations = await page.evaluate(async () => (await window.axe.run(document)).violations);
  assert.deepEqual(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target).join(' ')}`), [], name);
}

// Pictures of the page, narrow and wide, light and dark; nothing may be wider than the window, down to 320 pixels, and axe
// must find nothing. The page's visitor must have JavaScript: axe waits for timers.
export async function look(page, name) {
  for (const colorScheme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme });
    for (const [width, height] of [[390, 844], [1440, 900]]) {
      await page.setViewportSize({ width, height });
      await page.screenshot({ path: join(pictures, `${name}-${width}-${colorScheme}.png`), animations: 'disabled' });
      await checkWidth(page, name);
      await checkAccess(page, `${name} ${width} ${colorScheme}`);
    }
  }
  await page.setViewportSize({ width: 320, height: 640 });
  await checkWidth(page, name);
  await page.emulateMedia({ colorScheme: null });
  await page.setViewportSize({ width: 1440, height: 900 });
}
