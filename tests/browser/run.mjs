// The customer's story in a real browser, on the stack that scripts/demo starts. Arguments: the source folder, the build
// folder, the folder with node_modules. Screenshots of every page go to BUILD/screenshots.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

const [sourceFolder, buildFolder, nodeFolder] = process.argv.slice(2);
const require = createRequire(join(nodeFolder, 'package.json'));
const { chromium } = require('playwright-core');
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const shots = join(buildFolder, 'screenshots');
const folder = mkdtempSync(join(tmpdir(), 'lkb.'));
const demo = (...options) => execFileSync(join(sourceFolder, 'scripts/demo'), ['--dir', join(folder, 'd'), ...options],
  { env: { ...process.env, LATCHKEY_BUILD_DIR: buildFolder }, encoding: 'utf8' });

let browser;
let env;

const freePort = () => new Promise((resolve) => {
  const server = createServer().listen(0, '127.0.0.1', () => {
    const { port } = server.address();
    server.close(() => resolve(port));
  });
});

before(async () => {
  mkdirSync(shots, { recursive: true });
  demo('--detach', '--port', String(await freePort()));
  env = Object.fromEntries(readFileSync(join(folder, 'd/demo.env'), 'utf8').trim().split('\n')
    .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1).replace(/^"|"$/g, '')]));
  browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync'],
  });
});

after(async () => {
  await browser?.close();
  demo('--stop');
  rmSync(folder, { recursive: true, force: true });
});

let customers = 0;
function createCustomer(login = {}) {
  customers += 1;
  const email = `b${customers}.${Date.now()}@example.com`;
  const body = {
    firstName: 'Maria', lastName: `O'Rossi <b>${customers}`, email, phone: '+35799123456', phoneCountryCode: 'CY',
    nationalityCountryCode: 'IT', password: 'sunny day 7', login,
  };
  const answer = JSON.parse(execFileSync('curl', ['-sS', '--cacert', env.CA_FILE, `${env.BASE_URL}/api/v1/customers`,
    '-H', `X-Api-Key: ${env.API_KEY}`, '-H', 'Content-Type: application/json', '-d', JSON.stringify(body)], { encoding: 'utf8' }));
  assert.ok(answer.customer, JSON.stringify(answer));
  return { email, url: answer.login?.url };
}

// A fresh browser profile. Every console error, refused resource and request to another host fails the test that made it.
// The demo's certificate is its own: the system tests check it, this browser only needs to get past it.
async function visitor(options = {}) {
  const context = await browser.newContext({ ignoreHTTPSErrors: true, ...options });
  const page = await context.newPage();
  const complaints = [];
  page.on('console', (message) => {
    // Chromium reports the expected 401 and 410 of the pages themselves as console errors.
    if (message.type() === 'error' && !/status of (401|403|410|429)/.test(message.text())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('request', (request) => {
    if (!request.url().startsWith(env.BASE_URL) && !request.url().startsWith('data:')) complaints.push(request.url());
  });
  return { context, page, check: async () => { assert.deepEqual(complaints, []); await context.close(); } };
}

const pathOf = (page) => page.url().slice(env.BASE_URL.length);
const isPopupOpen = (page) => page.locator('dialog#status[open]').isVisible();

async function look(page, name) {
  for (const scheme of ['light', 'dark']) {
    for (const width of [390, 1440]) {
      await page.emulateMedia({ colorScheme: scheme });
      await page.setViewportSize({ width, height: 860 });
      await page.screenshot({ path: join(shots, `${name}-${width}-${scheme}.png`) });
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);
      assert.equal(overflow, false, `${name} overflows at ${width}`);
    }
    const violations = await page.evaluate(async (source) => {
      // The page's own policy allows no foreign script; the check itself is run from outside it.
      if (!window.axe) (0, eval)(source);
      return (await window.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] })).violations;
    }, axe).catch(async () => {
      throw new Error('axe did not run');
    });
    assert.deepEqual(violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.target).join(' ')}`), [], `${name} ${scheme}`);
  }
}

test('the plain link lands signed in on the dashboard with the pop-up open', async () => {
  const { email, url } = createCustomer();
  const { page, check } = await visitor();
  await page.goto(url);
  assert.equal(pathOf(page), '/dashboard');
  assert.equal(await page.locator('header .email').textContent(), email);
  assert.equal(await isPopupOpen(page), true);
  await page.waitForFunction(() => document.querySelector('[data-greeting]').textContent !== '');
  assert.equal(await page.locator('h1').textContent(), 'Welcome back, Maria');
  assert.equal(await page.evaluate(() => document.activeElement.closest('dialog') !== null), true);
  await page.keyboard.press('Escape');
  assert.equal(await isPopupOpen(page), false);
  await page.reload();
  assert.equal(pathOf(page), '/dashboard');
  assert.equal(await page.locator('header .email').textContent(), email);
  await page.goto(url);
  assert.equal(pathOf(page), '/dashboard');
  await check();
});

test('returnUrl lands on the deposit page', async () => {
  const { url } = createCustomer({ returnUrl: '/wallet/deposit?amount=50' });
  const { page, check } = await visitor();
  await page.goto(url);
  assert.equal(pathOf(page), '/wallet/deposit?amount=50');
  assert.equal(await page.locator('nav [aria-current]').textContent(), 'Deposit');
  await check();
});

test('statusPopup=false keeps the pop-up closed', async () => {
  const { url } = createCustomer();
  const { page, check } = await visitor();
  await page.goto(`${url}&statusPopup=false`);
  assert.equal(pathOf(page), '/dashboard');
  await page.waitForFunction(() => document.querySelector('[data-greeting]').textContent !== '');
  assert.equal(await page.locator('dialog').count(), 0);
  await check();
});

test('a returnUrl outside the menus lands on the dashboard', async () => {
  const { url } = createCustomer();
  const { page, check } = await visitor();
  await page.goto(`${url}&returnUrl=${encodeURIComponent('https://evil.example/')}`);
  assert.equal(pathOf(page), '/dashboard');
  await check();
});

test('a second browser gets the page for spent links and can sign in there', async () => {
  const { email, url } = createCustomer();
  const first = await visitor();
  await first.page.goto(`${url}&returnUrl=%2Fprofile`);
  await first.check();
  const { page, check } = await visitor();
  const answer = await page.goto(`${url}&returnUrl=%2Fprofile`);
  assert.equal(answer.status(), 410);
  await look(page, 'refused');
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password').fill('wrong day 7');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByText('is not right').waitFor();
  assert.equal(await page.getByLabel('E-mail').inputValue(), email);
  await look(page, 'wrong');
  await page.getByLabel('Password').fill('sunny day 7');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL('**/profile');
  await check();
});

test('another customer is asked before the account is switched', async () => {
  const one = createCustomer();
  const two = createCustomer();
  const { page, check } = await visitor();
  await page.goto(one.url);
  await page.goto(two.url);
  assert.equal(await page.locator('h1').textContent(), 'Switch account?');
  assert.equal((await page.content()).includes(two.email), false);
  await look(page, 'switch');
  await page.getByRole('link', { name: /Stay signed in/ }).click();
  assert.equal(await page.locator('header .email').textContent(), one.email);
  await page.goto(two.url);
  await page.getByRole('button', { name: /Continue as/ }).click();
  await page.waitForURL('**/dashboard');
  assert.equal(await page.locator('header .email').textContent(), two.email);
  await check();
});

test('a link of kind link shows a page with a button', async () => {
  const { email, url } = createCustomer({ kind: 'link', returnUrl: '/wallet/withdraw', statusPopup: false });
  const { page, check } = await visitor();
  await page.goto(url);
  await page.goto(url);
  await look(page, 'continue');
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.waitForURL('**/wallet/withdraw');
  assert.equal(await page.locator('header .email').textContent(), email);
  assert.equal(await page.locator('dialog').count(), 0);
  await check();
});

test('a page without a session asks to sign in and leads back; signing out ends it', async () => {
  const { email } = createCustomer(null);
  const { page, check } = await visitor();
  await page.goto(`${env.BASE_URL}/wallet/deposit?amount=5`);
  assert.equal(pathOf(page), '/auth/login?returnUrl=%2Fwallet%2Fdeposit%3Famount%3D5');
  await look(page, 'sign-in');
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password').fill('sunny day 7');
  await page.keyboard.press('Enter');
  await page.waitForURL('**/wallet/deposit?amount=5');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.waitForURL('**/auth/login');
  await page.goto(`${env.BASE_URL}/dashboard`);
  assert.equal(pathOf(page), '/auth/login?returnUrl=%2Fdashboard');
  await check();
});

test('everything works without JavaScript', async () => {
  const { email, url } = createCustomer({ kind: 'link' });
  const { page, check } = await visitor({ javaScriptEnabled: false });
  await page.goto(url);
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.waitForURL('**/dashboard');
  assert.equal(await page.locator('header .email').textContent(), email);
  assert.equal(await page.locator('.notice').isVisible(), true);
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.waitForURL('**/auth/login');
  await check();
});

test('every page of the members area, narrow and wide, light and dark', async () => {
  const { url } = createCustomer();
  const { page, check } = await visitor({ bypassCSP: true });
  await page.goto(url);
  await page.waitForFunction(() => document.querySelector('[data-greeting]').textContent !== '');
  await look(page, 'dashboard-popup');
  await page.keyboard.press('Escape');
  await look(page, 'dashboard');
  for (const [path, name] of [['/wallet/deposit', 'deposit'], ['/wallet/withdraw', 'withdraw'], ['/profile', 'profile']]) {
    await page.locator(`nav a[href="${path}"]`).click();
    await page.waitForURL(`**${path}`);
    assert.equal(await page.locator('dialog#status[open]').count(), 0, 'the pop-up opens on arrival alone');
    await look(page, name);
  }
  await check();
});
