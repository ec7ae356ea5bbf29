/**
 * How long `journey test` takes for 1,000 tests, as a whole command: a project of 50 journeys, each in a file with 20 tests, models
 * and messages of its own. Warm is the second time on; after a change, one of the files is another one. Beside the time
 * stands the processor time of the process, which other work on the machine changes less.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const command = fileURLToPath(new URL("../cli/dist/start.cjs", import.meta.url));
const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
const journeys = 50;
const testsEach = 20;

const models = `import type { Email, Phone } from "journey/model";

/** @table contacts */
export interface Contact {
  id: number;
  email: Email;
  phone: Phone;
  first_name?: string;
  country: "BE" | "FR" | "NL";
  score: number;
  tags: string[];
  active: boolean;
}
`;

/** A welcome with a reminder, a branch and a task: what campaigns are like. */
function journeyFile(index) {
  const name = `campaign_${index}`;
  const tests = Array.from({ length: testsEach }, (_, number) => {
    const given = `  given 2026-03-02 9:00
  given Contact { email = "p${number}@acme.test", first_name = "Ann", country = "${["BE", "FR", "NL"][number % 3]}", score = ${number} }`;
    const story =
      number % 4 === 0
        ? `  at ${number + 3} hours welcome clicked "shop"\n  by 40 days expect hot executed\n  expect reminder never sent`
        : number % 4 === 1
          ? `  at 1 day welcome opened\n  expect reminder never sent\n  by 60 days expect completed`
          : number % 4 === 2
            ? `  by 4 days expect reminder sent\n  by 60 days expect completed`
            : `  at 3 hours welcome bounced\n  by 1 day expect check_address executed`;
    return `test "case ${number} of ${index}" for ${name} {\n${given}\n${story}\n}\n`;
  });
  return `import { Contact } from "./models.ts"

journey ${name} "Campaign ${index}" {
  target Contact
  filter email is set and not suppressed
  unicity email
  timezone "Europe/Brussels"

  wait 2 hours

  email welcome "Welcome" {
    subject "Welcome ${index}, {{ first_name | default: 'you' }}"
    body "[The shop]({{ link shop }}) and [no more mails]({{ unsubscribe_url }})."
    link shop "https://acme.test/shop"

    on clicked "shop" after 2 hours {
      update hot { tags += "hot" }
    }
    on not opened after 3 days {
      email reminder "Reminder" {
        subject "Have you seen it?"
        body "[The shop]({{ link shop }}) is still there. [No more mails]({{ unsubscribe_url }})."
        link shop "https://acme.test/shop"
      }
    }
    on bounced {
      task check_address "Check the address" { due in 2 days }
    }
  }

  wait 5 days
  if score > ${index % 10} {
    update { score += 1 }
  } else {
    add to list "Slow"
  }
}

${tests.join("\n")}`;
}

export default async function run({ quick, log }) {
  if (!existsSync(command)) throw new Error("There is no built command: run `npm run build` first.");
  const runs = quick ? 3 : 11;
  const folder = mkdtempSync(join(tmpdir(), "journey-tests-"));
  const project = join(folder, "project");
  const hook = join(folder, "hook.cjs");
  const usage = join(folder, "usage");
  mkdirSync(project);
  writeFileSync(join(project, "models.ts"), models);
  for (let index = 0; index < journeys; index++) {
    writeFileSync(join(project, `campaign-${index}.journey`), journeyFile(index));
  }
  writeFileSync(
    hook,
    `process.once("exit", () => require("node:fs").writeFileSync(${JSON.stringify(usage)}, JSON.stringify(process.cpuUsage())));`,
  );

  /** Milliseconds of a whole process, and of the processor. */
  const time = (args) => {
    const started = performance.now();
    const { status, stdout, stderr } = spawnSync(process.execPath, ["--require", hook, ...args], {
      cwd: project,
      env: { ...process.env, XDG_CACHE_HOME: join(folder, "cache") },
      encoding: "utf8",
      maxBuffer: 2 ** 26,
    });
    const wall = performance.now() - started;
    if (status !== 0) throw new Error(`${args.join(" ")} ended with ${status}: ${stdout.slice(-3000)}${stderr}`);
    const { user, system } = JSON.parse(readFileSync(usage, "utf8"));
    return { wall, cpu: (user + system) / 1000, said: stdout.trimEnd().split("\n").at(-1) };
  };

  try {
    const first = time([command, "test"]);
    if (!first.said.includes(`${journeys * testsEach} passed, 0 failed`)) throw new Error(first.said);
    const times = { node: [], warm: [], changed: [] };
    for (let i = 0; i < runs; i++) {
      times.warm.push(time([command, "test"]));
      writeFileSync(
        join(project, "campaign-7.journey"),
        journeyFile(7).replace("after 3 days", `after ${60 + i} hours`),
      );
      times.changed.push(time([command, "test"]));
      times.node.push(time(["-e", "0"]));
      log(
        `run ${i + 1} of ${runs}: ${Math.round(times.warm[i].wall)} ms, ${Math.round(times.warm[i].cpu)} of the processor`,
      );
    }
    const of = (list, what) => median(list.map((each) => each[what]));
    const figures = [
      { what: "tests", value: journeys * testsEach, unit: "" },
      ...Object.entries({
        "node -e 0": times.node,
        "journey test": times.warm,
        "after a change": times.changed,
      }).flatMap(([what, list]) => [
        { what, value: of(list, "wall"), unit: "ms" },
        { what: `${what}, processor`, value: of(list, "cpu"), unit: "ms" },
      ]),
      { what: "the first time ever", value: first.wall, unit: "ms" },
      { what: "the first time ever, processor", value: first.cpu, unit: "ms" },
    ];
    const value = of(times.warm, "wall");
    return {
      figures,
      goals: [
        {
          what: "1,000 tests as a whole command",
          goal: "2,000 ms",
          value: `${Math.round(value)} ms`,
          met: value <= 2000,
        },
      ],
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
