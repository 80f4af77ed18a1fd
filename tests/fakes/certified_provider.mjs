// oidc-provider, a certified OpenID provider, with one client; what it needs comes as JSON in the first argument.
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const told = JSON.parse(process.argv[2]);
const found = createRequire(`${told.folder}/index.js`).resolve("oidc-provider");
const oidc = await import(pathToFileURL(found));

const provider = new oidc.Provider(told.issuer, {
  clients: [
    {
      client_id: told.client_id,
      client_secret: told.secret,
      redirect_uris: [told.redirect],
      post_logout_redirect_uris: [told.left_at],
    },
  ],
  claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name", "groups"] },
  cookies: { keys: ["of a test"] },
  features: { devInteractions: { enabled: true }, rpInitiatedLogout: { enabled: true } },
  findAccount: (context, id) => ({
    accountId: id,
    claims: () => ({
      sub: id,
      email: `${id}@elsewhere.example`,
      email_verified: true,
      name: id,
      groups: ["Desk"],
    }),
  }),
});
provider.listen(told.port, "127.0.0.1", () => console.log("listening"));
