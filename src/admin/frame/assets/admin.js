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

// On a phone the menu waits behind its button.
const menu = document.querySelector('details.menu');
const narrow = matchMedia('(max-width: 56rem)');
if (menu) {
  menu.open = !narrow.matches;
  narrow.addEventListener('change', () => { menu.open = !narrow.matches; });
}

// A form is sent once; an export leaves its page where it is.
for (const form of document.querySelectorAll('form[method=post]:not([action$="/export"])')) {
  form.addEventListener('submit', (event) => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = 'yes';
  });
}
addEventListener('pageshow', () => { for (const form of document.forms) delete form.dataset.sent; });
