import { isIP } from "node:net";
import { Problem } from "@journey/language";
import type { WebhookSettings } from "@journey/runtime";
import type { Config } from "./config.ts";

/**
 * What webhooks are called with: the settings, with the secrets that they name put in (`${CRM_TOKEN}`).
 *
 * @param env where the secrets are
 * @param isDev a secret that is missing is empty, and this machine may be called
 * @throws Problem `missing-setting` when a secret is not there, `wrong-setting` when an address is none
 */
export function webhookSettings(
  config: Config,
  env: Readonly<Record<string, string | undefined>>,
  isDev = false,
): WebhookSettings {
  const fill = (text: string, place: string): string =>
    text.replace(/\$\{(\w+)\}/g, (_, name: string) => {
      const value = env[name];
      if (value || isDev) return value ?? "";
      throw new Problem(
        "missing-setting",
        `${name} is not set: the setting \`${place}\` takes its value from there.`,
        "Set it in the environment.",
      );
    });
  const named = Object.entries(config.webhooks).map(([name, hook]) => {
    const headers = Object.entries(hook.headers).map(([header, value]) => [
      header,
      fill(value, `webhooks.${name}.headers.${header}`),
    ]);
    const secret = hook.secret === undefined ? undefined : fill(hook.secret, `webhooks.${name}.secret`);
    const timeout = hook.timeout === undefined ? undefined : hook.timeout * 1000;
    return [name, { headers: Object.fromEntries(headers), secret, timeout }];
  });
  return {
    allow: [...allowed(env.JOURNEY_CALL_ALLOW ?? ""), ...(isDev ? ["127.0.0.1", "::1", "localhost"] : [])],
    secret: env.JOURNEY_WEBHOOK_SECRET || undefined,
    named: Object.fromEntries(named),
  };
}

function allowed(text: string): string[] {
  const entries = text.split(/[\s,]+/).filter((entry) => entry !== "");
  for (const entry of entries) {
    const [address = "", bits, ...more] = entry.split("/");
    const isRange =
      isIP(address) !== 0 && /^\d{1,3}$/.test(bits ?? "") && Number(bits) <= (isIP(address) === 4 ? 32 : 128);
    const isHost = /^[a-z\d]([a-z\d.-]*[a-z\d])?$/i.test(entry) && !/^[\d.]+$/.test(entry);
    if (more.length > 0 || !(bits === undefined ? isIP(address) !== 0 || isHost : isRange)) {
      throw new Problem(
        "wrong-setting",
        `JOURNEY_CALL_ALLOW holds ${entry}, which is no address, range or host.`,
        "Write it as 10.1.0.0/16, 127.0.0.1 or crm.internal, with commas between them.",
      );
    }
  }
  return entries;
}
