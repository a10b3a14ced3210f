// The customer's story in a real browser, on what scripts/demo starts. Arguments: the source folder, the build folder, the
// folder with node_modules. Screenshots of every page go to BUILD/screenshots.
import './arrival.mjs';
import './sign_in.mjs';
import './languages.mjs';
import './accounts.mjs';
import './admin.mjs';
import './admin_platforms.mjs';
import './desk.mjs';
import './lead_import.mjs';
import './logs.mjs';
import './partner_window.mjs';
import './webhooks.mjs';
import './admin_comfort.mjs';
import './passkeys.mjs';
import './gallery.mjs';
import './documents.mjs';
