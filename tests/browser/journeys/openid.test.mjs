// Signing in at a provider as NHS CIS2 is one, and being signed out by it. The provider is `oidc-provider`, which nobody here has written.

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { journey } from "../support/journey.mjs";

const main = (page) => page.locator("main").innerText();

/** From the sign-in page to the provider, and there as somebody. */
async function signInAs(page, who) {
  await page.goto("/sign-in");
  await page.getByRole("button", { name: "Sign in with NHS CIS2" }).click();
  await page.getByRole("link", { name: who, exact: true }).click();
}

/** Forgets who is signed in at the provider. */
const putSmartcardAway = (page, provider) => page.context().clearCookies({ domain: new URL(provider.issuer).hostname, name: /^_session/ });

/** Goes the way to the provider and back by hand, and stops before the answer is handed in. Gives its address, and all cookies. */
async function answerFor(address, provider, who) {
  const cookies = [];
  let next = new URL("/openid/sign-in", address);
  while (next.pathname !== "/openid/callback") {
    const Cookie = cookies.map(({ name, value }) => `${name}=${value}`).join("; ");
    const response = await fetch(next, { headers: { Cookie }, redirect: "manual" });
    for (const text of response.headers.getSetCookie()) {
      const [, name, value] = text.match(/^([^=]+)=([^;]*)/);
      cookies.splice(0, Infinity, ...cookies.filter((cookie) => cookie.name !== name), { name, value, text });
    }
    const location = response.headers.get("location") ?? `?as=${encodeURIComponent(who)}`;
    next = new URL(location, next);
    assert.ok([address, provider.issuer].includes(next.origin), next.href);
  }
  return { answer: next.href, cookies };
}

async function isSignedIn(page) {
  await page.goto("/my-list");
  return /My list/.test(await page.title());
}

for (const javaScript of [true, false]) {
  journey.atProvider(
    "given a health visitor with a smartcard, when she signs in with NHS CIS2, then she sees her list, and signing out leads on to there",
    async ({ page, provider, assertAccessible, screenshot, overflowWhenNarrow }) => {
      // Given the page that somebody wanted to see
      await page.goto("/help");
      await page.goto("/team-list");
      assert.match(await main(page), /Or with a name and a password of brought/);
      await assertAccessible();
      await screenshot("sign-in-with-a-provider");

      // When she signs in
      await page.getByRole("button", { name: "Sign in with NHS CIS2" }).click();
      await page.getByRole("link", { name: "Grace Adeyemi", exact: true }).click();

      // Then she sees the page that she asked for, and her list
      assert.match(page.url(), /\/team-list$/);
      assert.match(await page.locator("header").innerText(), /Grace Adeyemi/);
      await page.getByRole("link", { name: "My list" }).first().click();
      assert.match(await main(page), /to do/);

      // When she signs out
      await page.getByRole("button", { name: "Sign out" }).click();
      assert.match(await main(page), /You have signed out of brought/);
      await assertAccessible("openid/signed_out");
      await screenshot("signed-out-with-a-provider");
      if (javaScript) {
        assert.equal(await overflowWhenNarrow(), 0, "no sideways scrolling");
      }

      // Then she can sign out there too, and comes back
      await page.getByRole("button", { name: "Sign out of NHS CIS2 too" }).click();
      assert.ok(page.url().startsWith(provider.issuer), page.url());
      await page.getByRole("button", { name: "Yes, sign out" }).click();
      assert.match(page.url(), /\/sign-in/);
      assert.ok(!(await isSignedIn(page)));
      await page.getByRole("button", { name: "Sign in with NHS CIS2" }).click();
      assert.match(await page.locator("body").innerText(), /Who are you\?/, "nobody is signed in there any more");
    },
    { javaScript },
  );
}

journey.atProvider("given somebody who may not use brought, when they sign in with NHS CIS2, then they read why, and what to do", async (steps) => {
  const { page, provider, assertAccessible, screenshot, overflowWhenNarrow } = steps;
  for (const [who, says] of [
    ["Grace Adeyemi as a clerk", /The role that you chose at NHS CIS2 is not one that may use brought/],
    ["Grace Adeyemi elsewhere", /at an organisation that does not use brought here/],
    ["Grace Adeyemi by telephone", /in a way that is not enough here/],
    ["Somebody new", /nobody has written down your number[\s\S]*Your number at NHS CIS2 is 555021999999/],
  ]) {
    await signInAs(page, who);
    assert.match(await main(page), says);
    assert.ok(!(await isSignedIn(page)), who);
    await putSmartcardAway(page, provider);
  }
  await signInAs(page, "Somebody new");
  await assertAccessible("openid/refused");
  await screenshot("refused-by-a-provider");
  assert.equal(await overflowWhenNarrow(), 0, "no sideways scrolling");
});

journey.atProvider("given an answer of the provider, when it comes twice, changed, or to another browser, then it is refused", async (steps) => {
  const { address, provider } = steps;
  // Given the answer, on its way to a browser
  const { answer, cookies } = await answerFor(address, provider, "Grace Adeyemi");
  const { searchParams } = new URL(answer);
  assert.ok(searchParams.get("code") && searchParams.get("iss") === provider.issuer, answer);
  const own = cookies.filter(({ name }) => name.includes("brought_openid"));
  assert.equal(own.length, 1);
  assert.match(own[0].text, /; Path=\/; HttpOnly; SameSite=Lax; Max-Age=600$/);

  const asked = async (url, withCookies) => {
    const Cookie = withCookies.map(({ name, value }) => `${name}=${value}`).join("; ");
    const response = await fetch(url, { headers: { Cookie }, redirect: "manual" });
    return { status: response.status, words: await response.text(), session: /brought_session=[^;]/.test(response.headers.get("set-cookie") ?? "") };
  };
  const refused = async (url, withCookies) => {
    const { status, words, session } = await asked(url, withCookies);
    assert.deepEqual([status, session], [403, false], url);
    assert.match(words, /Sign in once more/);
  };
  // When it comes changed, or without the cookie of the browser
  const changed = new URL(answer);
  changed.searchParams.set("state", `${searchParams.get("state").slice(0, -1)}${searchParams.get("state").endsWith("0") ? "1" : "0"}`);
  await refused(changed.href, own);
  await refused(answer, []);
  await refused(answer, [{ ...own[0], value: own[0].value.replace(/^./, (letter) => (letter === "0" ? "1" : "0")) }]);

  // Then it is refused; the right one is taken, and taken once
  assert.deepEqual([(await asked(answer, own)).session, (await asked(answer, own)).status], [true, 403]);
});

journey.atProvider("given somebody who is signed in, when the provider says that they have signed out, then their session has ended here", async (steps) => {
  const { page, address, provider } = steps;
  await signInAs(page, "Grace Adeyemi");
  assert.ok(await isSignedIn(page));

  // Given logout tokens that the provider has not made, or not for this program, or for somebody else
  const send = async (token) => {
    const body = new URLSearchParams({ logout_token: token });
    return (await fetch(`${address}/openid/back-channel-logout`, { method: "POST", body })).status;
  };
  const sub = "Grace Adeyemi";
  const forged = await provider.logoutToken({ sub, jti: randomUUID() }, { key: 1 });
  const right = await provider.logoutToken({ sub, jti: randomUUID() });
  const [head, , signature] = right.split(".");
  const altered = [head, (await provider.logoutToken({ sub: "x", jti: randomUUID() })).split(".")[1], signature].join(".");
  const others = await Promise.all([
    provider.logoutToken({ sub, jti: randomUUID(), aud: "another" }),
    provider.logoutToken({ sub, jti: randomUUID(), nonce: "n" }),
    provider.logoutToken({ sub, jti: randomUUID(), events: {} }),
    provider.logoutToken({ sub, jti: randomUUID() }, { typ: "at+jwt" }),
    provider.logoutToken({ jti: randomUUID() }),
  ]);
  for (const wrong of ["", "nonsense", forged, altered, ...others]) {
    assert.equal(await send(wrong), 400);
  }
  assert.equal(await send(await provider.logoutToken({ sub: "Somebody new", jti: randomUUID() })), 200);
  assert.ok(await isSignedIn(page), "nothing of this ended the session");

  // When it has made it
  assert.equal(await send(right), 200);

  // Then the session has ended, and the token is not taken again
  assert.ok(!(await isSignedIn(page)));
  assert.equal(await send(right), 400);

  // When they sign out at the provider itself, then it ends their session here by itself
  await page.getByRole("button", { name: "Sign in with NHS CIS2" }).click();
  assert.ok(await isSignedIn(page), "the provider knows them still");
  await page.goto(`${provider.issuer}/session/end`);
  await page.getByRole("button", { name: "Yes, sign out" }).click();
  await page.waitForURL(/session\/end\/success/);
  assert.ok(!(await isSignedIn(page)));
});

journey.atProvider("given somebody who is signed in, when the directory takes their role away, then their next page says so", async (steps) => {
  const { page, administrator } = steps;
  await signInAs(page, "Grace Adeyemi");
  assert.ok(await isSignedIn(page));
  await administrator("account", "roles", "hv", "--role", "administrator");
  await page.goto("/my-list");
  assert.match(await main(page), /none of the roles and services with which you signed in, so you have been signed out/);
  assert.ok(!(await isSignedIn(page)));

  // And whoever is no longer written down is not let in
  await administrator("account", "roles", "hv", "--role", "practitioner");
  await page.getByRole("button", { name: "Sign in with NHS CIS2" }).click();
  assert.ok(await isSignedIn(page));
  await administrator("account", "unlink", "hv");
  assert.ok(!(await isSignedIn(page)));
});
