// A provider of OpenID Connect as NHS CIS2 is one, for journeys that sign in there: `oidc-provider`, with claims made up here.

import { generateKeyPair, exportJWK, SignJWT } from "jose";
import { createServer } from "node:http";
import { Provider } from "oidc-provider";

export const CLIENT = "brought-journeys";
export const SECRET = "a secret that everybody may know";
const NURSE = "S8000:G8000:R8001";

/** A role at an organisation, as CIS2 tells of it. */
const role = (code, organisation) => ({
  person_orgid: "1",
  person_roleid: "77",
  org_code: organisation,
  role_code: code,
  role_name: `"of the name nothing may rest on"`,
  activity_codes: ["B0825"],
  workgroups: [],
});

/** Who can sign in there: by their name on the page of the provider. */
const PEOPLE = {
  "Grace Adeyemi": { uid: "555021935107", role: role(NURSE, "XXA01") },
  "Grace Adeyemi as a clerk": { uid: "555021935107", role: role("S8000:G8001:R8006", "XXA01") },
  "Grace Adeyemi elsewhere": { uid: "555021935107", role: role(NURSE, "XXZ99") },
  "Grace Adeyemi by telephone": { uid: "555021935107", role: role(NURSE, "XXA01"), level: "1" },
  "Somebody new": { uid: "555021999999", role: role(NURSE, "XXA01") },
};

const page = (title, body) => `<!doctype html><html lang="en-GB"><title>${title}</title><h1>${title}</h1>${body}</html>`;

/** The settings with which the program uses this provider. */
const settings = (issuer, base) => `name = "NHS CIS2"
issuer = "${issuer}"
client_id = "${CLIENT}"
client_secret_file = "secret.txt"
client_authentication = "post"
base_address = "${base}"
acr_values = "AAL2_OR_AAL3_ANY"
lowest_authentication_assurance = 2

[[allow]]
role_code = "${NURSE}"
organisations = ["XXA01"]
roles = ["practitioner"]
services = ["health-visiting"]
`;

/**
 * Starts a provider that knows the program at this address. Gives its own address, the settings for the program, a function that makes logout tokens
 * with whatever claims, and one that stops it.
 */
export async function startProvider(base) {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const pairs = await Promise.all([1, 2].map(() => generateKeyPair("RS256", { extractable: true })));
  const keys = await Promise.all(pairs.map(async ({ privateKey }) => ({ ...(await exportJWK(privateKey)), alg: "RS256", use: "sig" })));
  keys.forEach((key, place) => (key.kid = `key-${place}`));
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: CLIENT,
        client_secret: SECRET,
        token_endpoint_auth_method: "client_secret_post",
        redirect_uris: [`${base}/openid/callback`],
        post_logout_redirect_uris: [`${base}/sign-in`],
        response_types: ["code"],
        grant_types: ["authorization_code"],
        backchannel_logout_uri: `${base}/openid/back-channel-logout`,
        backchannel_logout_session_required: true,
      },
    ],
    // The other key is one that the program has never seen.
    jwks: { keys: [keys[0]] },
    cookies: { keys: ["for journeys"] },
    pkce: { required: () => true },
    acrValues: ["AAL2_OR_AAL3_ANY"],
    scopes: ["openid", "nhsperson", "nationalrbacaccess", "selectedrole"],
    claims: {
      openid: ["sub", "authentication_assurance_level", "id_assurance_level"],
      nhsperson: ["uid"],
      nationalrbacaccess: ["nhsid_nrbac_roles"],
      selectedrole: ["selected_roleid"],
      sid: null,
      acr: null,
    },
    // As CIS2: the level and the chosen role stand in the ID token.
    conformIdTokenClaims: false,
    findAccount: (_, name) => ({
      accountId: name,
      claims: () => ({
        sub: name,
        uid: PEOPLE[name].uid,
        authentication_assurance_level: PEOPLE[name].level ?? "3",
        id_assurance_level: "3",
        selected_roleid: PEOPLE[name].role.person_roleid,
        nhsid_nrbac_roles: [PEOPLE[name].role],
      }),
    }),
    // The program is on this machine, to which a provider sends nothing without being told to.
    fetch: (url, { dispatcher, ...options }) => fetch(url, options),
    interactions: { url: (_, { uid }) => `/choose/${uid}` },
    // Whoever signs in agrees.
    loadExistingGrant: async (context) => {
      const grant = new provider.Grant({ clientId: CLIENT, accountId: context.oidc.session.accountId });
      grant.addOIDCScope([...context.oidc.requestParamScopes].join(" "));
      await grant.save();
      return grant;
    },
    features: {
      devInteractions: { enabled: false },
      backchannelLogout: { enabled: true },
      rpInitiatedLogout: {
        enabled: true,
        postLogoutSuccessSource: (context) => {
          context.body = page("Signed out of NHS CIS2", "");
        },
        logoutSource: (context, form) => {
          context.body = page("Sign out of NHS CIS2?", `${form}<button form="op.logoutForm" name="logout" value="yes">Yes, sign out</button>`);
        },
      },
    },
    renderError: (context, out) => {
      context.body = page("The provider refuses", Object.values(out).join(": "));
    },
  });
  provider.on("server_error", (_, problem) => console.error(problem));
  provider.on("backchannel.error", (_, problem) => console.error(problem));
  const answer = provider.callback();
  server.on("request", (request, response) => {
    const choosing = request.url.match(/^\/choose\/[^?]+(?:\?as=(.+))?$/);
    if (choosing) {
      choose(provider, request, response, choosing[1] && decodeURIComponent(choosing[1]));
    } else {
      answer(request, response);
    }
  });
  return {
    issuer,
    settings: settings(issuer, base),
    logoutToken: (claims, { key = 0, typ = "logout+jwt" } = {}) =>
      new SignJWT({ iss: issuer, aud: CLIENT, events: { "http://schemas.openid.net/event/backchannel-logout": {} }, ...claims })
        .setProtectedHeader({ alg: "RS256", kid: "key-0", typ })
        .setIssuedAt()
        .setExpirationTime("2m")
        .sign(pairs[key].privateKey),
    stop: () => new Promise((resolve) => (server.closeAllConnections(), server.close(resolve))),
  };
}

/** The page on which somebody says who they are, as with a smartcard. */
async function choose(provider, request, response, who) {
  if (who !== undefined) {
    await provider.interactionFinished(request, response, { login: { accountId: who, acr: "AAL3_ANY", amr: ["N3_SMARTCARD"] } });
    return;
  }
  const links = Object.keys(PEOPLE).map((name) => `<p><a href="?as=${encodeURIComponent(name)}">${name}</a></p>`);
  response.setHeader("content-type", "text/html; charset=utf-8");
  response.end(page("Who are you?", links.join("")));
}
