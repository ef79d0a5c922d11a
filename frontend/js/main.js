// The little JavaScript there is. Everything works without it; nothing is kept in the browser.
import "./leave.js";
import "./keys.js";
import "./results.js";
import "./autosave.js";
import "./forms.js";
