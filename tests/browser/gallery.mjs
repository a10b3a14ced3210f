// Every page of the members area, narrow and wide, light and dark; and all of it without JavaScript.
import assert from 'node:assert/strict';
import { createCustomer, env, look, pathOf, signIn, story, waitForName } from './stage.mjs';

const pages = [['/wallet/deposit', 'deposit'], ['/wallet/withdraw', 'withdraw'], ['/profile', 'profile']];

story('the members pages', async (visit) => {
  const { email, lastName, url } = createCustomer();
  const { page } = await visit();
  await page.goto(url);
  await waitForName(page);
  await look(page, 'dashboard-popup');
  await page.keyboard.press('Escape');
  await look(page, 'dashboard');
  for (const [path, name] of pages) {
    await page.locator(`nav a[href="${path}"]`).click();
    await page.waitForURL(`**${path}`);
    await waitForName(page);
    assert.equal(await page.locator('nav [aria-current=page]').getAttribute('href'), path);
    await look(page, name);
  }
  const facts = await page.locator('main').textContent();
  for (const fact of [email, `Maria ${lastName}`, 'Active']) assert.ok(facts.includes(fact), fact);
});

story('the longest names and addresses fit', async (visit) => {
  const { url } = createCustomer({}, {
    firstName: 'W'.repeat(100), lastName: 'Ж'.repeat(100), email: `${'w'.repeat(60)}@${`${'m'.repeat(60)}.`.repeat(3)}example`,
  });
  const { page } = await visit();
  await page.goto(url);
  await waitForName(page);
  await page.keyboard.press('Escape');
  await look(page, 'long-dashboard');
  await page.goto(`${env.BASE_URL}/profile`);
  await waitForName(page);
  await page.keyboard.press('Escape');
  await look(page, 'long-profile');
  await page.goto(createCustomer().url);
  await look(page, 'long-switch');
});

story('the keyboard reaches the content first and everything after it', async (visit) => {
  const { page } = await visit();
  await page.goto(createCustomer({ statusPopup: false }).url);
  await waitForName(page);
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement.textContent), 'Skip to the content');
  const reached = [];
  for (let i = 0; i < 14; i += 1) {
    await page.keyboard.press('Tab');
    reached.push(await page.evaluate(() => document.activeElement.textContent.trim()));
  }
  for (const name of ['Sign out', 'Dashboard', 'Accounts', 'Deposit', 'Withdraw', 'Profile', 'Make a first deposit', 'support@example.com']) assert.ok(reached.includes(name), name);
});

story('a page stands when its script cannot ask who is signed in', async (visit) => {
  const { email, url } = createCustomer();
  const { page, expect, forgive } = await visit();
  await page.route('**/auth/session', (route) => route.abort());
  forgive(/net::ERR_FAILED/);
  const failed = page.waitForEvent('requestfailed');
  await page.goto(url);
  await failed;
  assert.equal(await page.locator('header .email').textContent(), email);
  await page.unroute('**/auth/session');
  await page.route('**/auth/session', (route) => route.fulfill({ status: 503, body: '' }));
  expect('503 /auth/session');
  const refused = page.waitForResponse('**/auth/session');
  await page.goto(`${env.BASE_URL}/wallet/withdraw`);
  await refused;
  assert.equal(pathOf(page), '/wallet/withdraw');
  await page.unroute('**/auth/session');
  await page.reload();
  await waitForName(page);
});

story('everything works without JavaScript', async (visit) => {
  const { email, url } = createCustomer({ kind: 'link', returnUrl: '/wallet/deposit' });
  const { page, expect } = await visit({ javaScriptEnabled: false });
  await page.goto(url);
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.waitForURL('**/wallet/deposit');
  assert.equal(await page.locator('header .email').textContent(), email);
  assert.equal(await page.locator('.notice').isVisible(), true);
  for (const [path] of pages) {
    await page.locator(`nav a[href="${path}"]`).click();
    await page.waitForURL(`**${path}`);
  }
  assert.ok((await page.locator('main').textContent()).includes(email));
  await page.getByRole('link', { name: 'Accounts' }).click();
  await page.locator('main noscript .notice').waitFor();
  await page.goto(createCustomer().url);
  await page.getByRole('button', { name: /Continue as/ }).click();
  await page.waitForURL('**/dashboard');
  assert.notEqual(await page.locator('header .email').textContent(), email);
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.waitForURL('**/auth/login');
  expect('401 /auth/login');
  await signIn(page, email, 'wrong day 7');
  await page.getByText('is not right').waitFor();
  await signIn(page, email);
  await page.waitForURL('**/dashboard');
  assert.equal(pathOf(page), '/dashboard');
});
