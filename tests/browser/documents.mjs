// The page of the API: it has no script, so all of it is markup and style.
import assert from 'node:assert/strict';
import { checkAccess, checkWidth, enterAdmin, env, look, openMenu, pathOf, photograph, story } from './stage.mjs';

const languages = { curl: 'curl', PHP: 'php', Python: 'python', Node: 'node' };

story('the page of the API fits, and is read by everybody', async (visit) => {
  const { page } = await visit();
  await page.goto(`${env.BASE_URL}/api/docs`);
  await look(page, 'api-docs');
});

story('the page of the API fits with everything open', async (visit) => {
  const { page } = await visit();
  await page.goto(`${env.BASE_URL}/api/docs`);
  await page.evaluate(() => document.querySelectorAll('details').forEach((one) => { one.open = true; }));
  for (const width of [320, 390, 1440]) {
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ colorScheme: width === 390 ? 'dark' : 'light' });
    await photograph(page, `api-docs-whole-${width}`);
    await checkWidth(page, 'the page with everything open');
  }
  await checkAccess(page, 'the page with everything open');
});

story('the examples are shown in the language that was chosen', async (visit) => {
  const { page } = await visit({ javaScriptEnabled: false });
  await page.goto(`${env.BASE_URL}/api/docs`);
  for (const [name, language] of Object.entries(languages)) {
    await page.getByLabel(name, { exact: true }).check();
    const example = page.locator('#readCustomer .listing');
    assert.equal(await example.count(), 4);
    for (const shown of await example.all()) {
      assert.equal(await shown.isVisible(), await shown.getAttribute('data-language') === language, name);
    }
  }
  await page.keyboard.press('ArrowLeft');
  assert.equal(await page.getByLabel('Python').isChecked(), true);
  await page.getByRole('link', { name: 'GET Read a customer back' }).click();
  assert.equal(pathOf(page), '/api/docs#readCustomer');
  const top = await page.locator('#readCustomer h3').evaluate((heading) => heading.getBoundingClientRect().top);
  const bar = await page.locator('.languages').evaluate((one) => one.getBoundingClientRect().bottom);
  assert.ok(top >= bar, `the heading at ${top} is under the bar that ends at ${bar}`);
});

story('staff find the page beside the API keys', async (visit) => {
  const { page } = await visit();
  await enterAdmin(page);
  await openMenu(page, 'Api Keys');
  await page.getByRole('link', { name: 'API documentation' }).click();
  await page.getByRole('heading', { name: 'Sign a request' }).waitFor();
});
