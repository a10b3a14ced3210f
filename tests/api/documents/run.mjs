// The pages about the API, as the demo serves them. Arguments: the source folder, the build folder, the folder with node_modules.
import { after, before } from 'node:test';
import { demo } from './site.mjs';
import { prepare } from './world.mjs';
import './page.mjs';
import './examples.mjs';
import './postman.mjs';
import './client.mjs';
import './limits.mjs';

before(async () => {
  await demo.start();
  prepare();
});
after(() => demo.stop());
