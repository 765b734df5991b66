// Starts the design system's own enhancements. Every page works without them.
import { initAll } from "/assets/nhsuk-frontend.min.js";

initAll();
