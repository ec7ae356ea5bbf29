import type { JourneyGraph } from "@journey/compiler";
import { Problem } from "@journey/language";
import { type Command, Option } from "commander";
import { publicListsOf } from "../config.ts";
import { needed } from "../environment.ts";
import { mailSettings } from "../mail-settings.ts";
import { port } from "../option-values.ts";
import { openProject } from "../project.ts";
import { colorsFor, count, printProblem } from "../terminal.ts";
import { webhookSettings } from "../webhook-settings.ts";
import { printDiagnostics } from "./check.ts";

interface RunOptions {
  readonly port: number;
  readonly host: string;
  readonly inboundPort?: number;
  readonly inboundProtocol: "smtp" | "lmtp";
}

export function addRunCommand(program: Command): void {
  program
    .command("run [paths...]")
    .description("deploy the journeys and run them for real, on the database of DATABASE_URL")
    .option("--port <n>", "where tracked links, pages and callbacks are served", port, 8080)
    .option("--host <address>", "the address to listen on", "127.0.0.1")
    .option("--inbound-port <n>", "take bounces and replies in by SMTP on this port", port)
    .addOption(
      new Option("--inbound-protocol <name>", "what is spoken there").choices(["smtp", "lmtp"]).default("smtp"),
    )
    .addHelpText(
      "after",
      `
Environment:
  DATABASE_URL          the PostgreSQL server that holds the records, e.g. postgres://user:password@host/database
  JOURNEY_SMTP_URL      the server that takes mail, e.g. smtp://user:password@host:587
  JOURNEY_SMTP_URL_NAME the server of the transport NAME in journey.config.json
  JOURNEY_IMAP_URL      a mailbox that bounces and replies come to, e.g. imaps://user:password@host/INBOX
  SES_TOPIC_ARN, SENDGRID_WEBHOOK_KEY, MAILGUN_WEBHOOK_KEY, POSTMARK_WEBHOOK_LOGIN   for reports at /webhooks/…
  JOURNEY_PUBLIC_URL    where the world reaches this service (else publicUrl in journey.config.json)
  JOURNEY_API_TOKEN     what your own systems show to tell of events (else they can't)
  JOURNEY_STATUS_TOKEN  what editors show to ask how many are under way, and nothing else
  TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN   for text messages
  TWILIO_API_URL        another server with Twilio's API, to try things out
  JOURNEY_WEBHOOK_SECRET  what calls of other services are signed with
  JOURNEY_CALL_ALLOW    addresses, ranges and hosts that may be called though they are not on the internet
  JOURNEY_VAPID_PUBLIC_KEY, JOURNEY_VAPID_PRIVATE_KEY   for push notifications (otherwise made, and kept in the database)

Any number of these processes may run on one database.`,
    )
    .action(async (paths: string[], options: RunOptions) => {
      const project = openProject(paths);
      const { compileProject } = await import("../compile-project.ts");
      const { graphs, diagnostics } = compileProject(project);
      printDiagnostics(diagnostics.filter((diagnostic) => diagnostic.severity !== "info"));
      if (diagnostics.some((diagnostic) => diagnostic.severity === "error")) {
        console.log("Nothing was deployed: mend the errors first.");
        process.exitCode = 1;
        return;
      }
      const env = process.env;
      const databaseUrl = needed(env.DATABASE_URL, "DATABASE_URL", "the PostgreSQL server that holds the records");
      const smtpUrl = needed(env.JOURNEY_SMTP_URL, "JOURNEY_SMTP_URL", "the server that takes mail");
      const mail = mailSettings(project, env, smtpUrl, options.inboundProtocol);
      const { TWILIO_ACCOUNT_SID: accountSid, TWILIO_AUTH_TOKEN: authToken } = env;
      const { JOURNEY_VAPID_PUBLIC_KEY: publicKey, JOURNEY_VAPID_PRIVATE_KEY: privateKey } = env;
      const publicUrl = (
        env.JOURNEY_PUBLIC_URL ??
        project.config.publicUrl ??
        `http://${options.host}:${options.port}`
      ).replace(/\/$/, "");
      const {
        createEngine,
        createFunctionRunner,
        listJourneys,
        openDatabase,
        openDatabaseClock,
        saveHolidays,
        startService,
      } = await import("@journey/runtime");
      const db = await openDatabase(databaseUrl);
      let finished = true;
      try {
        await saveHolidays(db, project.config.holidays);
        const clock = await openDatabaseClock(db);
        const engine = createEngine({ db, clock });
        const service = await startService({
          db,
          engine,
          clock,
          host: options.host,
          port: options.port,
          publicUrl,
          domain: project.config.domain,
          from: project.config.from,
          smtpUrl,
          mail,
          runFunction: createFunctionRunner(),
          webhooks: webhookSettings(project.config, env),
          vapid: publicKey && privateKey ? { publicKey, privateKey } : undefined,
          utm: project.config.utm,
          linkDays: project.config.linkDays,
          retention: project.config.retention,
          inboundPort: options.inboundPort,
          apiToken: env.JOURNEY_API_TOKEN,
          statusToken: env.JOURNEY_STATUS_TOKEN,
          sms:
            accountSid && authToken
              ? { accountSid, authToken, apiUrl: env.TWILIO_API_URL, ...project.config.sms }
              : undefined,
          lists: publicListsOf(project.config),
          trustedProxies: project.config.trustedProxies,
          onProblem: printProblem,
        });
        try {
          for (const graph of graphs) {
            const { replacedBy } = await engine.deploy(graph, { onlyNew: true });
            if (replacedBy !== undefined) printProblem(leftReplaced(graph, replacedBy));
          }
        } catch (error) {
          await service.close();
          throw error;
        }
        const stopped = (await listJourneys(db))
          .filter(({ name, state }) => state === "stopped" && graphs.some((graph) => graph.name === name))
          .map(({ name }) => name);
        const colors = colorsFor(process.stdout);
        const running = count(graphs.length - stopped.length, "journey");
        console.log(`${running} running. Tracked links lead to ${colors.cyan(publicUrl)}.`);
        if (stopped.length > 0) {
          console.log(`Stopped, and left so: ${stopped.join(", ")}. \`journey start NAME\` starts one again.`);
        }
        console.log(colors.dim("SIGTERM or Ctrl+C finishes what is under way, and ends."));
        const told = new Promise<undefined>((resolve) => {
          for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => resolve(undefined));
        });
        const refused = await Promise.race([told, service.refused]);
        if (refused) printProblem(refused);
        finished = await service.close();
        if (refused) process.exitCode = 2;
        if (!finished) {
          printProblem(
            new Problem(
              "ended-early",
              "Not everything that was under way could be finished in time.",
              "Nothing is lost: the other processes, or the next one, see to it.",
            ),
          );
        }
      } finally {
        // What hangs would keep the process alive.
        if (finished) await db.close();
        else process.exit();
      }
    });
}

/** Said, and no reason not to start: an old release that runs on beside a new one is nothing unusual. */
function leftReplaced({ name, hash }: JourneyGraph, replacedBy: string): Problem {
  return new Problem(
    "version-replaced",
    `${name} as it stands here (${hash.slice(0, 8)}) was deployed before, and ${replacedBy.slice(0, 8)} has replaced it. That stays current.`,
    `If this one is to hold again, \`journey deploy --journey ${name}\` says what that means for people, and does it.`,
  );
}
