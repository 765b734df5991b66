// Keeps what is typed where there is no signal, sealed so that this phone cannot read it back, until it is known to be received.
//
// Sealed for the program alone, as RFC 9180 says (HPKE: DHKEM with P-256, HKDF-SHA256, AES-256-GCM). Storage here holds the random id of the entry, the
// time, and what nobody here can open.

const BEGINNING = "brought-doorstep/";
const MOST = 20;
/** Longer than a bad signal takes to answer, shorter than somebody waits at a door. */
const PATIENCE = 5_000;
const LOOK_AGAIN = 10_000;

const text = new TextEncoder();
const number = (value) => new Uint8Array([value >> 8, value & 0xff]);
const joined = (...parts) => {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  parts.reduce((at, part) => (whole.set(part, at), at + part.length), 0);
  return whole;
};
const base64 = (bytes) => btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
const fromBase64 = (letters) => Uint8Array.from(atob(letters), (letter) => letter.charCodeAt(0));

const hmac = async (key, message) => {
  // A key of no bytes is the same as one of zeros, and browsers take none.
  const raw = key.length === 0 ? new Uint8Array(32) : key;
  const imported = await crypto.subtle.importKey("raw", raw, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  return new Uint8Array(await crypto.subtle.sign("HMAC", imported, message));
};
const NOTHING = new Uint8Array(0);
const VERSION = text.encode("HPKE-v1");
const KEM = joined(text.encode("KEM"), number(0x0010));
const SUITE = joined(text.encode("HPKE"), number(0x0010), number(0x0001), number(0x0002));
const extract = (salt, suite, label, material) => hmac(salt, joined(VERSION, suite, text.encode(label), material));
/** At most 32 bytes: one round is enough. */
const expand = async (key, suite, label, info, length) =>
  (await hmac(key, joined(number(length), VERSION, suite, text.encode(label), info, new Uint8Array([1])))).slice(0, length);

/** Seals for whoever has the private key to this public one. */
async function seal(publicKey, purpose, plain) {
  const curve = { name: "ECDH", namedCurve: "P-256" };
  const theirs = fromBase64(publicKey);
  const receiver = await crypto.subtle.importKey("raw", theirs, curve, false, []);
  const own = await crypto.subtle.generateKey(curve, false, ["deriveBits"]);
  const shared = new Uint8Array(await crypto.subtle.deriveBits({ name: "ECDH", public: receiver }, own.privateKey, 256));
  const begins = new Uint8Array(await crypto.subtle.exportKey("raw", own.publicKey));
  const secret = await expand(await extract(NOTHING, KEM, "eae_prk", shared), KEM, "shared_secret", joined(begins, theirs), 32);
  const context = joined(
    new Uint8Array([0]),
    await extract(NOTHING, SUITE, "psk_id_hash", NOTHING),
    await extract(NOTHING, SUITE, "info_hash", text.encode(purpose)),
  );
  const schedule = await extract(secret, SUITE, "secret", NOTHING);
  const key = await crypto.subtle.importKey("raw", await expand(schedule, SUITE, "key", context, 32), "AES-GCM", false, ["encrypt"]);
  const iv = await expand(schedule, SUITE, "base_nonce", context, 12);
  const content = new Uint8Array(await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, text.encode(plain)));
  return base64(joined(begins, content));
}

/** What is kept here: ids of entries, each with what is sealed, the oldest first. The time stands before it. */
const kept = () =>
  Object.entries(localStorage)
    .filter(([name]) => name.startsWith(BEGINNING))
    .sort(([, left], [, right]) => Number.parseInt(left, 10) - Number.parseInt(right, 10))
    .map(([name, value]) => ({ entry: name.slice(BEGINNING.length), sealed: value.slice(value.indexOf(" ") + 1) }));
/** Whether this browser holds something that was typed where there was no signal. Where it keeps nothing, it holds nothing. */
export const holdsDrafts = () => {
  try {
    return kept().length > 0;
  } catch {
    return false;
  }
};
const forget = (entry) => localStorage.removeItem(BEGINNING + entry);

const answers = async (address, options = {}) => {
  try {
    const answer = await fetch(address, { ...options, redirect: "manual", cache: "no-store", signal: AbortSignal.timeout(PATIENCE) });
    return answer.ok ? answer : undefined;
  } catch {
    return undefined;
  }
};
const hasSignal = async () => navigator.onLine && (await answers("/health/live")) !== undefined;

const section = document.querySelector(".app-kept");
const shown = section?.querySelector("p");
const say = (words, link) => {
  shown.replaceChildren(words);
  if (link) {
    const anchor = document.createElement("a");
    anchor.href = link.href;
    anchor.textContent = link.words;
    shown.append(" ", anchor);
  }
  section.hidden = words === "";
};
const forms = (count) => (count === 1 ? "1 form is" : `${count} forms are`);

/** Keeps a form as it stands. Says whether it could. */
async function keep(form, submitter, { key, owner }) {
  const pairs = [...new FormData(form, submitter)].filter(([, value]) => typeof value === "string");
  const entry = form.elements.entry.value;
  try {
    if (kept().filter((other) => other.entry !== entry).length >= MOST) {
      return false;
    }
    const sealed = await seal(key, "brought doorstep 1", JSON.stringify({ owner, address: new URL(form.action).pathname, pairs }));
    localStorage.setItem(BEGINNING + entry, `${Date.now()} ${sealed}`);
    return true;
  } catch {
    return false;
  }
}

/** A form that records something is kept before it is sent, and is sent when there is a signal. */
function watch(form, about) {
  let waiting;
  let sending = false;
  form.addEventListener("submit", async (event) => {
    if (sending) {
      return;
    }
    event.preventDefault();
    form.setAttribute("aria-busy", "true");
    const { submitter } = event;
    clearTimeout(waiting);
    const isKept = await keep(form, submitter, about);
    const send = async () => {
      if (await hasSignal()) {
        sending = true;
        form.requestSubmit(submitter);
        return;
      }
      say(
        isKept
          ? "Saved on this phone, not yet received. Leave this page open, and it is sent when there is a signal. If you close it, open brought again later on this phone."
          : "There is no signal, and this phone cannot keep what you typed. Leave this page open: it is sent when there is a signal.",
      );
      section.scrollIntoView({ block: "nearest" });
      form.removeAttribute("aria-busy");
      waiting = setTimeout(send, LOOK_AGAIN);
    };
    addEventListener("online", () => { clearTimeout(waiting); send(); }, { once: true });
    await send();
  });
  // Going back to a page that the browser has kept: it can be sent again.
  addEventListener("pageshow", ({ persisted }) => {
    if (persisted) {
      sending = false;
      form.removeAttribute("aria-busy");
    }
  });
}

/** Hands over what is kept, and says what is not received yet. */
async function handOver(token) {
  const all = kept();
  if (all.length === 0) {
    return;
  }
  const body = new URLSearchParams([["token", token], ...all.map(({ sealed }) => ["sealed", sealed])]);
  const answer = await answers("/doorstep", { method: "POST", body });
  if (!answer) {
    say(`${forms(all.length)} saved on this phone, not yet received.`);
    addEventListener("online", () => handOver(token), { once: true });
    return;
  }
  const { done, to_look_at: toLookAt, not_yours: notYours } = await answer.json();
  done.forEach(forget);
  if (toLookAt.length > 0) {
    say("What you typed before was received, and is not saved yet.", { href: "/unsent", words: "Check it and send it" });
  } else if (notYours > 0) {
    say(`${forms(notYours)} saved on this phone and not yet received: whoever typed it has to sign in here.`);
  } else {
    const left = kept().length;
    say(left === 0 ? "" : `${forms(left)} saved on this phone, not yet received.`);
  }
}

/** Begins, on a page of somebody who is signed in. */
export async function begin({ key, owner, token }) {
  const recording = [...document.querySelectorAll('form[method="post"]')].filter((form) => form.elements.entry);
  recording.forEach((form) => watch(form, { key, owner }));
  if (holdsDrafts()) {
    // The program has answered with this very form: it has what was sent.
    recording.forEach((form) => forget(form.elements.entry.value));
    await handOver(token);
  }
}
