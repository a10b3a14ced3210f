// Passkeys of staff, with Chromium's virtual authenticator. Browsers have them for names alone, so the admin area is called
// localhost meanwhile.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { demoFolder, env, look, replaceHandlers, signIn, story } from './stage.mjs';

const configFile = join(demoFolder, 'latchkey.toml');
const email = 'petra.passkey@example.com';
const secret = 'correct horse battery';

async function callItself(name, deed) {
  const before = readFileSync(configFile, 'utf8');
  writeFileSync(configFile, before.replace(/^base_url = .*$/m, `base_url = "${name}"`));
  await replaceHandlers('admin');
  try {
    await deed();
  } finally {
    writeFileSync(configFile, before);
    await replaceHandlers('admin');
  }
}

async function addAuthenticator(page, options = {}) {
  const session = await page.context().newCDPSession(page);
  await session.send('WebAuthn.enable');
  const { authenticatorId } = await session.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true, isUserVerified: true,
      automaticPresenceSimulation: true, ...options,
    },
  });
  return { session, authenticatorId };
}

// The page that asks for the code has the user's name, too.
const isInside = (page) => page.getByRole('heading', { name: 'Start', exact: true }).waitFor();
const signOut = (page) => page.getByRole('button', { name: 'Sign out' }).click();

story('staff sign in with a passkey after the password, and alone where the role allows it', async (visit) => {
  execFileSync(join(env.BIN_DIR, 'latchkey'), ['user', 'create', '--email', email, '--first-name', 'Petra', '--last-name', 'Passkey',
    '--role', 'Administrator', '--password-stdin'], { env: { ...process.env, LATCHKEY_CONFIG: env.CONFIG }, input: `${secret}\n` });
  const named = env.BASE_URL.replace('127.0.0.1', 'localhost');
  await callItself(named, async () => {
    const visitor = await visit();
    const { page } = visitor;
    visitor.forgive(/^asks https:\/\/localhost/);
    const { session, authenticatorId } = await addAuthenticator(page);
    await page.goto(`${named}/admin/`);
    await signIn(page, email, secret);
    await page.goto(`${named}/admin/me`);
    await page.getByRole('link', { name: 'Add a passkey' }).click();
    await page.getByLabel('Name').fill('Office laptop');
    await page.getByLabel('Your password').fill(secret);
    await look(page, 'admin-passkey-name');
    await page.getByRole('button', { name: 'Continue' }).click();
    await look(page, 'admin-passkey-make');
    await page.getByRole('button', { name: 'Make the passkey' }).click();
    await page.getByRole('heading', { name: 'Recovery codes' }).waitFor();
    const { credentials } = await session.send('WebAuthn.getCredentials', { authenticatorId });
    assert.equal(credentials.length, 1);
    assert.equal(credentials[0].isResidentCredential, true);
    await page.goto(`${named}/admin/me`);
    await page.getByRole('cell', { name: 'Office laptop', exact: true }).waitFor();
    await look(page, 'admin-passkeys');

    // After the password.
    await signOut(page);
    await signIn(page, email, secret);
    await page.getByRole('button', { name: 'Use a passkey' }).waitFor();
    await look(page, 'admin-passkey-code');
    await page.getByRole('button', { name: 'Use a passkey' }).click();
    await isInside(page);

    // Alone: first no role allows it.
    await signOut(page);
    visitor.expect('401 /admin/sign-in');
    await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
    await page.getByText('This passkey was not taken.').waitFor();
    await look(page, 'admin-passkey-refused');
    await signIn(page, email, secret);
    await page.getByRole('button', { name: 'Use a passkey' }).click();
    await isInside(page);
    await page.goto(`${named}/admin/roles`);
    await page.getByRole('link', { name: 'Administrator' }).click();
    await page.getByLabel('a passkey is enough').check();
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('or a passkey alone').waitFor();
    await signOut(page);
    await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
    await isInside(page);

    // Somebody who is not verified stays outside, and is told.
    await signOut(page);
    await session.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: false });
    await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
    await page.getByText('Nothing was done').waitFor();
    await session.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: true });
    await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
    await isInside(page);

    await page.goto(`${named}/admin/me`);
    await page.getByRole('link', { name: 'Remove Office laptop' }).click();
    await look(page, 'admin-passkey-remove');
    await page.getByRole('button', { name: 'Remove' }).click();
    await page.getByText('The passkey is removed.').waitFor();
  });
});

story('a browser without passkeys, or a site without a name, does not speak of them', async (visit) => {
  const { page } = await visit();
  await page.goto(env.ADMIN_URL);
  assert.equal(await page.getByRole('button', { name: 'Sign in with a passkey' }).count(), 0);
  await signIn(page, env.ADMIN_EMAIL, env.ADMIN_PASSWORD);
  await page.goto(`${env.ADMIN_URL}me`);
  assert.equal(await page.getByRole('link', { name: 'Add a passkey' }).count(), 0);
});
