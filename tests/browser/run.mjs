// What customers and the staff do in a real browser, on what scripts/demo starts. Arguments: the source folder, the build
// folder, the folder with node_modules, and which stories: members, staff, or all when left out. Each has a demo of its own,
// so that they can be told side by side. Screenshots of every page go to BUILD/screenshots.
const stories = {
  members: ['arrival', 'sign_in', 'languages', 'accounts', 'gallery', 'documents'],
  staff: ['admin', 'admin_platforms', 'desk', 'lead_import', 'logs', 'partner_window', 'webhooks', 'admin_comfort', 'passkeys'],
};
const wanted = process.argv[5];
const names = wanted === undefined ? Object.values(stories).flat() : stories[wanted];
if (!names) throw new Error(`no stories of "${wanted}"; there are: ${Object.keys(stories).join(', ')}`);
for (const name of names) await import(`./${name}.mjs`);
