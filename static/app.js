// What the browser adds to pages that work without it; each module looks for its own data- attributes.
import "./small.js";
import "./dialogs.js";
import "./upload.js";
import "./page.js";
import "./player.js";
import "./drafts.js";
import "./anchoring.js";
import "./live.js";
import "./cursor.js";
import "./seen.js";
import "./ahead.js";
import "./keys.js";
import "./passkeys.js";
import "./presence.js";
