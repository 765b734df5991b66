// One half of the journeys: as much work as the other.

import "../journeys/every-page.test.mjs";
import "../journeys/looking-back.test.mjs";
import "../journeys/policy.test.mjs";
import "../journeys/sheet.test.mjs";
import "../journeys/handover.test.mjs";
import "../journeys/letters.test.mjs";
import "../journeys/bundle.test.mjs";
import "../journeys/curious.test.mjs";
import "../journeys/stuck-referral.test.mjs";
