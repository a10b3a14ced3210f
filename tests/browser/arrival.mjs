// A customer opens the link that the API gave.
import assert from 'node:assert/strict';
import { createCustomer, env, freezeDatabase, look, pathOf, signIn, story, thawDatabase, waitForName } from './stage.mjs';

const emailOf = (page) => page.locator('header .email').textContent();
const isPopupOpen = (page) => page.locator('dialog#status[open]').isVisible();
const isFocusInPopup = (page) => page.evaluate(() => document.activeElement.closest('dialog') !== null);

story('the plain link lands signed in on the dashboard with the pop-up open', async (visit) => {
  const { email, lastName, url } = createCustomer();
  const { page, context } = await visit();
  await page.goto(url);
  assert.equal(pathOf(page), '/dashboard');
  assert.equal(await emailOf(page), email);
  await waitForName(page);
  assert.equal(await page.locator('header .name').textContent(), `Maria ${lastName}`);
  assert.equal(await page.locator('h1').textContent(), 'Welcome back, Maria');
  assert.equal((await page.content()).includes('lt_'), false);
  assert.equal(await page.evaluate(() => document.referrer + document.cookie), '');
  const cookie = (await context.cookies()).find(({ name }) => name === '__Host-member');
  assert.deepEqual({ ...cookie, value: cookie.value.length },
    { name: '__Host-member', value: 43, domain: '127.0.0.1', path: '/', expires: -1, httpOnly: true, secure: true, sameSite: 'Lax' });
});

story('the pop-up is a real dialog: it holds the focus, and Escape or its button closes it', async (visit) => {
  const { page } = await visit();
  await page.goto(createCustomer().url);
  await waitForName(page);
  assert.equal(await isPopupOpen(page), true);
  assert.equal(await page.getByRole('dialog', { name: /\w/ }).count(), 1);
  assert.equal(await isFocusInPopup(page), true);
  for (let i = 0; i < 4; i += 1) {
    await page.keyboard.press('Tab');
    assert.equal(await page.evaluate(() => document.activeElement === document.body || document.activeElement.closest('dialog') !== null), true);
  }
  await page.keyboard.press('Escape');
  assert.equal(await isPopupOpen(page), false);
  await page.keyboard.press('Tab');
  assert.equal(await isFocusInPopup(page), false);
  await page.evaluate(() => document.querySelector('dialog').showModal());
  await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
  assert.equal(await isPopupOpen(page), false);
  await page.getByRole('link', { name: 'Profile' }).click();
  await page.waitForURL('**/profile');
  await waitForName(page);
  assert.equal(await isPopupOpen(page), false, 'it opens on arrival alone');
});

story('reload, back and the spent link itself keep working in the browser that is signed in by it', async (visit) => {
  const { email, url } = createCustomer();
  const { page } = await visit();
  await page.goto(url);
  await page.reload();
  assert.equal(pathOf(page), '/dashboard');
  assert.equal(await emailOf(page), email);
  await page.goto(url);
  assert.equal(pathOf(page), '/dashboard');
  await page.goto(`${env.BASE_URL}/profile`);
  await page.goBack();
  assert.equal(pathOf(page), '/dashboard');
  assert.equal(await emailOf(page), email);
});

story('a double click on the link signs in', async (visit) => {
  const { email, url } = createCustomer();
  const { page } = await visit();
  await page.setContent(`<!doctype html><html lang="en"><title>Mail</title><a href="${url.replaceAll('&', '&amp;')}">Sign in</a>`);
  await page.getByRole('link').dblclick();
  await page.waitForURL('**/dashboard');
  assert.equal(await emailOf(page), email);
});

story('returnUrl lands on the deposit page, with its query', async (visit) => {
  const { email, url } = createCustomer({ returnUrl: '/wallet/deposit?amount=50' });
  const { page } = await visit();
  await page.goto(url);
  assert.equal(pathOf(page), '/wallet/deposit?amount=50');
  assert.equal(await page.locator('nav [aria-current=page]').textContent(), 'Deposit');
  assert.equal(await emailOf(page), email);
  assert.equal(await isPopupOpen(page), true);
});

story('statusPopup=false keeps the pop-up away, on every page', async (visit) => {
  for (const url of [createCustomer({ statusPopup: false }).url, `${createCustomer().url}&statusPopup=false`]) {
    const { page } = await visit();
    await page.goto(url);
    assert.equal(pathOf(page), '/dashboard');
    await waitForName(page);
    assert.equal(await page.locator('dialog').count(), 0);
    await page.goto(`${env.BASE_URL}/profile`);
    await waitForName(page);
    assert.equal(await page.locator('dialog').count(), 0);
  }
});

story('a returnUrl that is not in the menus lands on the dashboard', async (visit) => {
  for (const target of ['https://evil.example/', '//evil.example', '/\\evil.example', '/nowhere', '/wallet/../profile', 'javascript:alert(1)']) {
    const { page } = await visit();
    await page.goto(`${createCustomer().url}&returnUrl=${encodeURIComponent(target)}`);
    assert.equal(pathOf(page), '/dashboard', target);
  }
});

story('a second browser gets the page for spent links and signs in there', async (visit) => {
  const { email, url } = createCustomer({ returnUrl: '/profile', statusPopup: false });
  await (await visit()).page.goto(url);
  const { page, expect } = await visit();
  expect('410 /auth/login', '401 /auth/login');
  await page.goto(url);
  await page.getByRole('heading', { name: 'This link no longer works' }).waitFor();
  await look(page, 'refused');
  await signIn(page, email, 'wrong day 7');
  await page.getByText('is not right').waitFor();
  assert.equal(await page.getByLabel('E-mail').inputValue(), email);
  assert.equal(await page.getByLabel('Password').inputValue(), '');
  await signIn(page, email);
  await page.waitForURL('**/profile');
  assert.equal(await emailOf(page), email);
  await waitForName(page);
  assert.equal(await page.locator('dialog').count(), 0);
});

story('another customer is asked before the account is switched', async (visit) => {
  const one = createCustomer();
  const two = createCustomer({ returnUrl: '/wallet/deposit' });
  const { page } = await visit();
  await page.goto(one.url);
  await page.goto(two.url);
  await page.getByRole('heading', { name: 'Switch account?' }).waitFor();
  const text = await page.content();
  assert.equal(text.includes(one.email) || text.includes(two.email), false, 'both are masked');
  assert.equal((await page.getByRole('status').textContent()).match(/\w••••\w?@example\.com/g).length, 2);
  await look(page, 'switch');
  await page.getByRole('link', { name: /Stay signed in/ }).click();
  await page.waitForURL('**/dashboard');
  assert.equal(await emailOf(page), one.email);
  await page.goto(two.url);
  await page.getByRole('button', { name: /Continue as/ }).click();
  await page.waitForURL('**/wallet/deposit');
  assert.equal(await emailOf(page), two.email);
});

story('a link for e-mail shows a page whose button signs in', async (visit) => {
  const { email, url } = createCustomer({ kind: 'link', returnUrl: '/wallet/withdraw', statusPopup: false });
  const { page } = await visit();
  for (let i = 0; i < 3; i += 1) await page.goto(url);
  await look(page, 'continue');
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.waitForURL('**/wallet/withdraw');
  assert.equal(await page.evaluate(() => document.referrer), '');
  assert.equal(await emailOf(page), email);
  assert.equal(await page.locator('dialog').count(), 0);
});

story('a double click on Continue signs in, also when the first answer takes its time', async (visit) => {
  const { email, url } = createCustomer({ kind: 'link', statusPopup: false });
  const { page, context } = await visit();
  await page.goto(url);
  let posts = 0;
  page.on('request', (request) => {
    if (request.method() === 'POST') posts += 1;
  });
  const network = await context.newCDPSession(page);
  await network.send('Network.enable');
  await network.send('Network.emulateNetworkConditions', { offline: false, latency: 300, downloadThroughput: -1, uploadThroughput: -1 });
  const { x, y, width, height } = await page.getByRole('button', { name: 'Continue' }).boundingBox();
  await page.mouse.dblclick(x + width / 2, y + height / 2, { delay: 80 });
  // The second click cuts the first navigation off, which waitForURL takes for a failure.
  await page.waitForFunction(() => location.pathname === '/dashboard' && document.readyState === 'complete');
  assert.equal(posts, 2, 'the browser sends both');
  assert.equal(await emailOf(page), email);
});

story('a browser that fetches the link ahead spends nothing', async (visit) => {
  const { email, url } = createCustomer();
  // The members pages allow the browser to fetch ahead; a mail program would do so on its own.
  const { page, expect } = await visit({ bypassCSP: true });
  expect('503 /auth/login');
  await page.goto(`${env.BASE_URL}/auth/login`);
  const fetched = page.context().waitForEvent('response', (response) => response.url() === url);
  await page.evaluate((href) => document.head.append(Object.assign(document.createElement('link'), { rel: 'prefetch', href })), url);
  assert.equal((await fetched).request().headers()['sec-purpose'], 'prefetch');
  await page.goto(url);
  assert.equal(pathOf(page), '/dashboard');
  assert.equal(await emailOf(page), email);
});

story('while the database is away the link says so, and works afterwards', async (visit) => {
  const { email, url } = createCustomer();
  const { page, expect } = await visit();
  expect('503 /auth/login');
  try {
    await freezeDatabase();
    await page.goto(url, { timeout: 60_000 });
  } finally {
    thawDatabase();
  }
  await page.getByText('your link still works').waitFor();
  await look(page, 'unavailable');
  await page.reload();
  assert.equal(pathOf(page), '/dashboard');
  assert.equal(await emailOf(page), email);
});
