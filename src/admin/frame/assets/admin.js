// Comfort only: every page works without it.
'use strict';

// Times in the viewer's zone; UTC stays in the title.
const format = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });
for (const time of document.querySelectorAll('time[datetime]')) {
  const moment = new Date(time.dateTime.replace(/(\.\d{3})\d+Z$/, '$1Z'));
  if (!Number.isNaN(moment.getTime())) time.textContent = format.format(moment);
}

for (const button of document.querySelectorAll('button[data-copy]')) {
  button.hidden = false;
  button.addEventListener('click', async () => {
    const source = document.getElementById(button.dataset.copy);
    try {
      await navigator.clipboard.writeText(source.textContent);
      button.textContent = 'Copied';
    } catch {
      getSelection().selectAllChildren(source);
      button.textContent = 'Press Ctrl+C';
    }
  });
}

for (const button of document.querySelectorAll('button[data-download]')) {
  button.hidden = false;
  button.addEventListener('click', () => {
    const text = document.getElementById(button.dataset.download).textContent;
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([`${text}\n`], { type: 'text/plain' }));
    link.download = button.dataset.file;
    link.click();
    URL.revokeObjectURL(link.href);
  });
}

for (const button of document.querySelectorAll('button[data-print]')) {
  button.hidden = false;
  button.addEventListener('click', () => print());
}

// A list is a stop of the tab key while it scrolls, and not when there is nothing to scroll.
const markScrolling = (list) => {
  const scrolls = list.scrollWidth > list.clientWidth && getComputedStyle(list).overflowX !== 'visible';
  for (const [name, value] of [['tabindex', '0'], ['role', 'region'], ['aria-label', list.dataset.name]]) {
    if (scrolls) list.setAttribute(name, value);
    else list.removeAttribute(name);
  }
};
const sizes = new ResizeObserver((entries) => { for (const { target } of entries) markScrolling(target); });
for (const list of document.querySelectorAll('.scroll')) sizes.observe(list);

// On a phone the menu waits behind its button, and closes again by Escape and by a click elsewhere.
const menu = document.querySelector('details.menu');
const narrow = matchMedia('(max-width: 56rem)');
if (menu) {
  const button = menu.querySelector('summary');
  const tell = () => button.setAttribute('aria-expanded', String(menu.open));
  const fit = () => { menu.open = !narrow.matches; };
  button.setAttribute('role', 'button');
  button.setAttribute('aria-controls', 'menu-entries');
  menu.addEventListener('toggle', tell);
  narrow.addEventListener('change', fit);
  document.addEventListener('click', (event) => {
    if (narrow.matches && !menu.contains(event.target)) menu.open = false;
  });
  menu.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || !narrow.matches) return;
    menu.open = false;
    button.focus();
  });
  fit();
  tell();
}

// A form is sent once; an export leaves its page where it is.
for (const form of document.querySelectorAll('form[method=post]:not([action$="/export"])')) {
  form.addEventListener('submit', (event) => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = 'yes';
  });
}
addEventListener('pageshow', () => { for (const form of document.forms) delete form.dataset.sent; });
