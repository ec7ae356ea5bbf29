import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { readConfig } from "./config.ts";
import { webhookSettings } from "./webhook-settings.ts";

function configOf(settings: object) {
  const folder = mkdtempSync(join(tmpdir(), "journey-settings-"));
  try {
    writeFileSync(join(folder, "journey.config.json"), JSON.stringify(settings));
    return readConfig(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

// biome-ignore lint/suspicious/noTemplateCurlyInString: it is how settings name what is in the environment
const [bearer, secret] = ["Bearer ${CRM_TOKEN}", "${CRM_SECRET}"];
const config = configOf({
  webhooks: { crm: { headers: { Authorization: bearer }, secret, timeout: 5 }, plain: {} },
});

it("secrets come from the environment, by the names that the settings give", () => {
  const env = {
    CRM_TOKEN: "t",
    CRM_SECRET: "s",
    JOURNEY_WEBHOOK_SECRET: "all",
    JOURNEY_CALL_ALLOW: "10.1.0.0/16, crm.internal",
  };
  expect(webhookSettings(config, env)).toEqual({
    allow: ["10.1.0.0/16", "crm.internal"],
    secret: "all",
    named: { crm: { headers: { Authorization: "Bearer t" }, secret: "s", timeout: 5000 }, plain: { headers: {} } },
  });
});

it("one that is missing is said, with the setting that wants it; while developing it is empty", () => {
  expect(() => webhookSettings(config, { CRM_TOKEN: "t" })).toThrow(
    "CRM_SECRET is not set: the setting `webhooks.crm.secret` takes its value from there.",
  );
  expect(webhookSettings(config, {}, true)).toMatchObject({
    named: { crm: { headers: { Authorization: "Bearer " } } },
  });
});

it.each(["10.0.0.0/40", "10.0.0.0/8/8", "http://crm", "300.1.1.1", "::1/200", "-a"])(
  "%s can't be allowed: it is no address, range or host",
  (entry) => {
    expect(() => webhookSettings(config, { CRM_TOKEN: "t", CRM_SECRET: "s", JOURNEY_CALL_ALLOW: entry })).toThrow(
      entry,
    );
  },
);

it("UTM parameters are for journeys by name, or for none", () => {
  expect(configOf({ utm: { source: "news", journeys: { hello: { campaign: "spring" }, inside: false } } }).utm).toEqual(
    {
      source: "news",
      journeys: { hello: { campaign: "spring" }, inside: false },
    },
  );
  expect(configOf({}).utm).toBeUndefined();
  expect(() => configOf({ utm: { sauce: "x" } })).toThrow(/utm/);
});
