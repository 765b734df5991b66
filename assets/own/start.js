// Starts the design system's own enhancements, keeps what is typed where there is no signal, and says before the session ends. Every page works
// without any of it.
import { initAll } from "/assets/nhsuk-frontend.min.js";
import { begin, holdsDrafts } from "/assets/doorstep.js";

initAll();

const atTheDoor = document.querySelector(".app-kept");
if (atTheDoor && (holdsDrafts() || document.querySelector('form[method="post"] [name="entry"]'))) {
  begin(atTheDoor.dataset);
}

/** Said so many minutes before the end: not more often, so that nobody who listens to the page is disturbed while they write. */
const SAID_AT = [10, 5, 2, 1];
const MINUTE = 60_000;

const line = document.querySelector(".app-session");
if (line) {
  const soon = line.querySelector(".app-session__soon");
  const others = new BroadcastChannel("brought-session");
  let ends = Date.now() + Number(line.dataset.seconds) * 1000;

  /** Shows and says it; nothing takes it away from the screen. */
  const say = (words) => {
    line.classList.toggle("app-session--soon", words !== "");
    if (soon.textContent !== words) {
      soon.textContent = words;
    }
  };
  const look = () => {
    const minutes = Math.ceil((ends - Date.now()) / MINUTE);
    const at = SAID_AT.findLast((at) => minutes <= at);
    if (minutes <= 0) {
      say("You have been signed out. What you have typed is still here: when you send it, it is kept until you have signed in again.");
    } else {
      say(at ? `You will be signed out in less than ${at === 1 ? "a minute" : `${at} minutes`}.` : "");
    }
  };

  // A page that was opened elsewhere put the end off for this one as well.
  others.addEventListener("message", ({ data }) => {
    if (data.ends > ends) {
      ends = data.ends;
      line.querySelector(".app-session__until").textContent = data.until;
      look();
    }
  });
  others.postMessage({ ends, until: line.dataset.until });
  setInterval(look, MINUTE / 4);
  // Nothing is looked at while the machine sleeps.
  document.addEventListener("visibilitychange", look);
}
