// The little JavaScript there is. Everything works without it; nothing is kept in the browser.
import "./leave.js";
import "./traces.js";
import "./keys.js";
import "./search.js";
import "./results.js";
import "./choosing.js";
import "./autosave.js";
import "./forms.js";
import "./passkeys.js";
import "./session.js";
import "./print.js";
import "./reading.js";
