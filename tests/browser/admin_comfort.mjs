// What makes the admin area bearable for those who work in it all day: with a screen reader, on a phone, through the end of
// a session.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { enterAdmin, env, latchkey, look, openMenu, pathOf, signIn, sql, story } from './stage.mjs';

const pages = ['customers', 'leads', 'api-keys', 'api-keys/new', 'users', 'users/new', 'roles', 'roles/new', 'menus', 'menus/new',
  'lead-statuses', 'lead-statuses/new',
  'platforms', 'platforms/new', 'platforms/groups', 'platforms/accounts', 'login-activity', 'activity-log', 'me',
  'me/second-factor'];

// Names of links and buttons in the page's content that lead to different places, and descriptions that are missing.
const findFaults = () => {
  const faults = [];
  for (const described of document.querySelectorAll('[aria-describedby]')) {
    for (const id of described.getAttribute('aria-describedby').split(/\s+/)) {
      if (!document.getElementById(id)) faults.push(`no ${id}`);
    }
  }
  const ids = [...document.querySelectorAll('[id]')].map(({ id }) => id);
  faults.push(...ids.filter((id, index) => ids.indexOf(id) !== index).map((id) => `twice ${id}`));
  const targets = new Map();
  for (const act of document.querySelectorAll('main td a, main td button')) {
    const name = act.getAttribute('aria-label') ?? act.textContent.replace(/\s+/g, ' ').trim();
    const target = act.href ?? act.dataset.copy;
    if (targets.has(name) && targets.get(name) !== target) faults.push(`"${name}" leads to several places`);
    targets.set(name, target);
  }
  for (const stop of document.querySelectorAll('.scroll')) {
    if (stop.tabIndex === 0 && stop.scrollWidth <= stop.clientWidth) faults.push('a tab stop that does not scroll');
  }
  return faults;
};

story('every page tells a screen reader what its fields, buttons and lists are', async (visit) => {
  for (const name of ['First', 'Second']) latchkey('api-key', 'create', '--name', `${name} of several`, '--right', 'leads:create');
  const { page } = await visit();
  await enterAdmin(page);
  for (const path of pages) {
    await page.goto(`${env.ADMIN_URL}${path}`);
    assert.deepEqual(await page.evaluate(findFaults), [], path);
  }
});

story('the menu on a phone is a button that opens, tells so, and closes', async (visit) => {
  const { page } = await visit({ viewport: { width: 390, height: 844 } });
  await page.goto(env.ADMIN_URL);
  await signIn(page, env.ADMIN_EMAIL, env.ADMIN_PASSWORD);
  const menu = page.getByRole('button', { name: 'Menu', exact: true });
  await menu.waitFor();
  assert.equal(await menu.getAttribute('aria-expanded'), 'false');
  assert.equal(await page.getByRole('link', { name: 'Api Keys' }).isVisible(), false);
  await menu.focus();
  await page.keyboard.press('Enter');
  await page.getByRole('link', { name: 'Api Keys' }).waitFor();
  await page.getByRole('button', { name: 'Menu', expanded: true }).waitFor();
  await look(page, 'admin-menu-open');
  await page.setViewportSize({ width: 390, height: 844 });
  const closed = page.getByRole('button', { name: 'Menu', expanded: false });
  await closed.click();
  await page.getByRole('button', { name: 'Menu', expanded: true }).waitFor();
  await page.keyboard.press('Escape');
  await closed.waitFor();
  assert.equal(await menu.evaluate((button) => document.activeElement === button), true);
});

story('a wrong password looks like an error, and who signs out is told so', async (visit) => {
  const { page, expect } = await visit();
  expect('401 /admin/sign-in');
  await page.goto(env.ADMIN_URL);
  await signIn(page, env.ADMIN_EMAIL, 'no such password');
  const message = page.getByRole('alert');
  await message.waitFor();
  const reds = await message.evaluate((text) => getComputedStyle(text).color.match(/\d+/g).map(Number));
  assert.ok(reds[0] > reds[2] * 2, `its colour is ${reds}`);
  await look(page, 'admin-wrong-password');
  await signIn(page, env.ADMIN_EMAIL, env.ADMIN_PASSWORD);
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('status').getByText('You are signed out.').waitFor();
  await page.reload();
  assert.equal(await page.getByText('You are signed out.').count(), 0);
});

story('a session that ends warns before, and what was typed comes back after it', async (visit) => {
  const { page, expect } = await visit();
  await enterAdmin(page);
  await page.clock.install();
  await page.goto(`${env.ADMIN_URL}users/new`);
  const email = `late.${Date.now()}@example.com`;
  await page.getByLabel('First name').fill('Lara');
  await page.getByLabel('Last name').fill('Late');
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Administrator').check();
  await page.getByLabel('Password').fill('three quiet words');
  assert.equal(await page.getByRole('button', { name: 'Stay signed in' }).count(), 0);
  await page.clock.runFor('13:05');
  await page.getByRole('button', { name: 'Stay signed in' }).waitFor();
  await look(page, 'admin-session-ends');
  await page.getByRole('button', { name: 'Stay signed in' }).click();
  await page.getByRole('button', { name: 'Stay signed in' }).waitFor({ state: 'detached' });
  await page.clock.runFor('15:05');
  await page.getByRole('link', { name: 'Sign in again' }).waitFor();

  sql('UPDATE staff_sessions SET ended_at = UTC_TIMESTAMP(6)');
  expect('401 /admin/users/new');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('You were signed out, so nothing was done.').waitFor();
  await signIn(page, env.ADMIN_EMAIL, env.ADMIN_PASSWORD);
  await page.getByText('What you typed is here again.').waitFor();
  assert.equal(pathOf(page), '/admin/users/new');
  assert.equal(await page.getByLabel('First name').inputValue(), 'Lara');
  assert.equal(await page.getByLabel('E-mail').inputValue(), email);
  assert.equal(await page.getByLabel('Administrator').isChecked(), true);
  assert.equal(await page.getByLabel('Password').inputValue(), '');
  const kept = await page.evaluate(() => JSON.stringify([{ ...sessionStorage }, { ...localStorage }]));
  assert.equal(kept.includes('three quiet words'), false);
  assert.equal(kept.includes('Lara'), false);
  await page.getByLabel('Password').fill('three quiet words');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('The user is made.').waitFor();
  await page.goto(`${env.ADMIN_URL}users/new`);
  assert.equal(await page.getByLabel('First name').inputValue(), '');
});

// In order, since what was typed waits for the same person in the same tab.
story('what was typed is not shown to somebody else', async (visit) => {
  const { page, expect } = await visit();
  await enterAdmin(page);
  await page.goto(`${env.ADMIN_URL}menus/new`);
  await page.getByLabel('Label').fill('Secret plan');
  sql('UPDATE staff_sessions SET ended_at = UTC_TIMESTAMP(6)');
  expect('401 /admin/menus/new');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('You were signed out, so nothing was done.').waitFor();
  await page.evaluate(() => {
    const draft = JSON.parse(sessionStorage.getItem('latchkey-draft'));
    sessionStorage.setItem('latchkey-draft', JSON.stringify({ ...draft, user: 'somebody else' }));
  });
  await signIn(page, env.ADMIN_EMAIL, env.ADMIN_PASSWORD);
  await page.getByRole('heading', { name: 'New menu entry' }).waitFor();
  assert.equal(await page.getByLabel('Label').inputValue(), '');
  await openMenu(page, 'Menus');
});

// The six digits that an authenticator app shows now (RFC 6238) for a secret in base 32.
function codeOf(secret) {
  const bits = [...secret].map((sign) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(sign).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => Number.parseInt(byte, 2)));
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000)));
  const digest = createHmac('sha1', key).update(step).digest();
  return String((digest.readUInt32BE(digest.at(-1) & 15) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

story('recovery codes are copied, stored or printed, and the way goes on', async (visit) => {
  const email = `rita.${Date.now()}@example.com`;
  const { page } = await visit();
  await enterAdmin(page);
  await page.goto(`${env.ADMIN_URL}users/new`);
  await page.getByLabel('First name').fill('Rita');
  await page.getByLabel('Last name').fill('Recovery');
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Administrator').check();
  await page.getByLabel('Password').fill('three quiet words');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('The user is made.').waitFor();

  const { page: rita } = await visit();
  await rita.goto(env.ADMIN_URL);
  await signIn(rita, email, 'three quiet words');
  await rita.getByRole('link', { name: 'Rita Recovery' }).click();
  await rita.getByRole('link', { name: 'Add a second factor' }).click();
  const secret = await rita.locator('dd code').textContent();
  for (const field of await rita.getByLabel('Your password').all()) await field.fill('three quiet words');
  await rita.getByLabel('Code', { exact: true }).fill(codeOf(secret));
  await rita.getByRole('button', { name: 'Turn on' }).click();
  const codes = await rita.locator('#codes').textContent();
  assert.equal(codes.split('\n').length, 10);
  for (const name of ['Copy', 'Print']) assert.equal(await rita.getByRole('button', { name }).isVisible(), true, name);
  await look(rita, 'admin-recovery-codes');
  const [download] = await Promise.all([rita.waitForEvent('download'), rita.getByRole('button', { name: 'Download' }).click()]);
  assert.equal(download.suggestedFilename(), 'recovery-codes.txt');
  assert.equal(readFileSync(await download.path(), 'utf8'), `${codes}\n`);
  await rita.getByRole('link', { name: 'Continue' }).click();
  await rita.getByRole('heading', { name: 'Start', exact: true }).waitFor();

  await rita.getByRole('button', { name: 'Sign out' }).click();
  await rita.goto(`${env.ADMIN_URL}menus/new`);
  await signIn(rita, email, 'three quiet words');
  await rita.getByRole('button', { name: 'Cancel the sign-in' }).waitFor();
  await look(rita, 'admin-code');
  await rita.getByLabel('Code', { exact: true }).fill(codes.split('\n')[0]);
  await rita.getByRole('button', { name: 'Sign in', exact: true }).click();
  await rita.getByRole('heading', { name: 'New menu entry' }).waitFor();
});
