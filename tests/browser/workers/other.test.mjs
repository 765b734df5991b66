// The other half of the journeys.

import "../journeys/circumstances.test.mjs";
import "../journeys/comparing.test.mjs";
import "../journeys/danger.test.mjs";
import "../journeys/doorstep.test.mjs";
import "../journeys/ending.test.mjs";
import "../journeys/family-dates.test.mjs";
import "../journeys/imports.test.mjs";
import "../journeys/missed-clinic.test.mjs";
import "../journeys/openid.test.mjs";
import "../journeys/second-failed-contact.test.mjs";
import "../journeys/signing-in-again.test.mjs";
import "../journeys/team-list.test.mjs";
import "../journeys/training.test.mjs";
import "../journeys/two-records.test.mjs";
