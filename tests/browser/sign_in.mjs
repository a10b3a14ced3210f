// Signing in by password, signing out, and the pages that say no.
import assert from 'node:assert/strict';
import { createCustomer, env, latchkey, look, pathOf, signIn, story, waitForName } from './stage.mjs';

const emailOf = (page) => page.locator('header .email').textContent();

story('a page without a session asks to sign in and leads back', async (visit) => {
  const { email } = createCustomer(null);
  const { page, expect } = await visit();
  expect('401 /auth/login');
  await page.goto(`${env.BASE_URL}/wallet/deposit?amount=5`);
  assert.equal(pathOf(page), '/auth/login?returnUrl=%2Fwallet%2Fdeposit%3Famount%3D5');
  assert.equal(await page.evaluate(() => document.activeElement.name), 'email');
  await look(page, 'sign-in');
  await signIn(page, email, 'wrong day 7');
  await page.getByRole('alert').waitFor();
  await look(page, 'wrong');
  await page.getByLabel('Password').fill('sunny day 7');
  await page.keyboard.press('Enter');
  await page.waitForURL('**/wallet/deposit?amount=5');
  assert.equal(await emailOf(page), email);
});

story('a customer who is signed in skips the sign-in page', async (visit) => {
  const { url } = createCustomer();
  const { page } = await visit();
  await page.goto(url);
  await page.goto(`${env.BASE_URL}/auth/login?returnUrl=%2Fprofile`);
  assert.equal(pathOf(page), '/profile');
  await page.goto(env.BASE_URL);
  assert.equal(pathOf(page), '/dashboard');
});

story('signing out ends the session everywhere in the browser', async (visit) => {
  const { email, url } = createCustomer({ statusPopup: false });
  const { page, context, expect } = await visit();
  await page.goto(url);
  await waitForName(page);
  const other = await context.newPage();
  await other.goto(`${env.BASE_URL}/profile`);
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.waitForURL('**/auth/login');
  assert.deepEqual((await context.cookies()).filter(({ name }) => name === '__Host-member'), []);
  await page.goBack();
  await page.waitForURL('**/auth/login?returnUrl=%2Fdashboard');
  assert.equal((await page.content()).includes(email), false);
  await other.reload();
  assert.equal(pathOf(other), '/auth/login?returnUrl=%2Fprofile');
  expect('410 /auth/login');
  await page.goto(url);
  await page.getByRole('heading', { name: 'This link no longer works' }).waitFor();
});

story('a block ends the session and the sign-in says whom to ask', async (visit) => {
  const { email, url } = createCustomer();
  const { page, expect } = await visit();
  await page.goto(url);
  await waitForName(page);
  latchkey('customer', 'block', email);
  await page.waitForTimeout(600);  // nginx keeps a check for half a second
  await page.reload();
  assert.equal(pathOf(page), '/auth/login?returnUrl=%2Fdashboard');
  expect('403 /auth/login');
  await signIn(page, email);
  await page.getByText('support@example.com').waitFor();
  await look(page, 'blocked');
});

story('after five failures the account has to wait', async (visit) => {
  const { email } = createCustomer(null);
  const { page, expect } = await visit();
  expect(...Array(5).fill('401 /auth/login'), '429 /auth/login');
  await page.goto(`${env.BASE_URL}/auth/login`);
  for (let i = 0; i < 5; i += 1) {
    await signIn(page, email, `wrong day ${i}`);
    await page.getByRole('alert').waitFor();
  }
  await signIn(page, email);
  await page.getByRole('heading', { name: 'Too many attempts' }).waitFor();
  await look(page, 'throttled');
});

story('a form on another site signs nobody in', async (visit) => {
  const { email } = createCustomer(null);
  const { page, context, expect } = await visit();
  expect('403 /auth/login');
  await page.setContent(`<!doctype html><html lang="en"><title>Elsewhere</title><form method="post" action="${env.BASE_URL}/auth/login">
    <input name="email" value="${email}"><input name="password" value="sunny day 7"><button>Win</button></form>`);
  await page.getByRole('button').click();
  await page.getByRole('heading', { name: 'Please try again' }).waitFor();
  await look(page, 'forged');
  assert.deepEqual(await context.cookies(), []);
});

for (const [name, path, status, heading] of [
  ['damaged', '/auth/login?returnUrl=/profile&returnUrl=/dashboard', 400, 'This address is damaged'],
  ['method', '/auth/logout', 405, 'This does not work here'],
  ['not-found', '/nothing-here', 404, 'This page does not exist'],
]) {
  story(`the page for ${status} leads on`, async (visit) => {
    const { page, expect } = await visit();
    expect(`${status} ${path.split('?')[0]}`);
    await page.goto(env.BASE_URL + path);
    await page.getByRole('heading', { name: heading }).waitFor();
    await look(page, name);
    await page.getByRole('link').last().click();
    await page.waitForURL('**/auth/login**');
    assert.equal(await page.getByRole('button', { name: 'Sign in' }).isVisible(), true);
  });
}
