// The customers' pages in every language, narrow and wide: the longest words fit, Arabic runs from right to left, and the
// chooser needs neither scripts nor a mouse.
import assert from 'node:assert/strict';
import { checkAccess, checkWidth, createCustomer, env, look, pathOf, photograph, story } from './stage.mjs';

const languages = ['ar', 'de', 'en', 'es', 'fr', 'it', 'ja', 'pl', 'pt', 'ru', 'tr', 'zh-Hans'];
const pages = [
  ['sign-in', '/auth/login?returnUrl=%2Fprofile', 200],
  ['refused', '/auth/login?token=x', 410],
  ['damaged', '/auth/login?token=x&token=y', 400],
  ['not-found', '/nothing-here', 404],
];

// Nothing is cut off: no text is wider than what it stands in.
async function checkTexts(page, name) {
  const cut = await page.evaluate(() => [...document.querySelectorAll('h1,p,label,button,a,summary')]
    .filter((element) => element.scrollWidth > element.clientWidth + 1 && getComputedStyle(element).display !== 'inline')
    .map((element) => element.textContent));
  assert.deepEqual(cut, [], name);
}

for (const language of languages) {
  story(`the pages in ${language}`, async (visit) => {
    const { page, expect } = await visit();
    for (const [name, path, status] of pages) {
      if (status >= 400) expect(`${status} ${path.split('?')[0]}`);
      await page.goto(`${env.BASE_URL}${path}${path.includes('?') ? '&' : '?'}lang=${language}`);
      assert.equal(await page.evaluate(() => document.documentElement.lang), language);
      assert.equal(await page.evaluate(() => getComputedStyle(document.body).direction), language === 'ar' ? 'rtl' : 'ltr');
      for (const [width, height] of [[390, 844], [1440, 900], [320, 640]]) {
        await page.setViewportSize({ width, height });
        if (width !== 320) await photograph(page, `language-${name}-${language}-${width}`);
        await checkWidth(page, `${name} ${language}`);
        await checkTexts(page, `${name} ${language} ${width}`);
      }
      await page.setViewportSize({ width: 390, height: 844 });
      await checkAccess(page, `${name} ${language}`);
    }
  });
}

story('a customer chooses a language by keyboard and without JavaScript, and keeps it', async (visit) => {
  const { page, expect } = await visit({ javaScriptEnabled: false, locale: 'de-AT' });
  await page.goto(`${env.BASE_URL}/auth/login?returnUrl=%2Fprofile&utm=a`);
  await page.getByRole('heading', { name: 'Anmelden' }).waitFor();
  await page.locator('summary').focus();
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Türkçe' }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Oturum aç' }).waitFor();
  assert.equal(pathOf(page), '/auth/login?returnUrl=%2Fprofile&utm=a&lang=tr');
  await page.goto(`${env.BASE_URL}/auth/login`);
  await page.getByRole('heading', { name: 'Oturum aç' }).waitFor();
  expect('404 /nothing-here');
  await page.goto(`${env.BASE_URL}/nothing-here`);
  await page.getByRole('heading', { name: 'Bu sayfa yok' }).waitFor();
});

story('a link speaks the language of its customer, and the other one can be chosen on it', async (visit) => {
  const { url } = createCustomer({ kind: 'link' }, { language: 'ar' });
  const { page } = await visit({ locale: 'fr' });
  await page.goto(url);
  await page.getByRole('button', { name: 'متابعة' }).waitFor();
  await look(page, 'confirm-ar');
  await page.locator('summary').click();
  await look(page, 'chooser-ar');
  await page.getByRole('button', { name: 'Français' }).click();
  await page.getByRole('heading', { name: 'Bienvenue' }).waitFor();
  await page.getByRole('button', { name: 'Continuer' }).click();
  await page.waitForURL('**/dashboard');
});
