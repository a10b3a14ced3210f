// The pages about the API, as the demo serves them. Arguments: the source folder, the build folder, the folder with node_modules.
import './page.mjs';
import './examples.mjs';
import './postman.mjs';
import './client.mjs';
