/** How what is being typed goes on: a function's parameters, the forms of a statement. */
import { describeType } from "../diagnostics/wording.ts";
import { placeAt } from "./completion/place.ts";
import type { EditedWorkspace } from "./edited-workspace.ts";
import { keywordDoc } from "./hover.ts";

export interface SignatureHelp {
  readonly signatures: readonly Signature[];
  readonly active: number;
  readonly activeParameter: number;
}

export interface Signature {
  readonly label: string;
  readonly doc?: string;
  readonly parameters: readonly { readonly label: string; readonly doc?: string }[];
}

/** The forms of statements that have several. */
const forms: Readonly<Record<string, readonly string[]>> = {
  enter: [
    "enter when matching",
    "enter when created",
    "enter when updated FIELD from VALUE to VALUE",
    "enter on event EVENT where CONDITION",
    "enter every DAY at TIME",
    "enter DURATION before FIELD",
    "enter on anniversary of FIELD at TIME",
  ],
  reenter: ["reenter never", "reenter always", "reenter after DURATION"],
  exit: ["exit when CONDITION", "exit on TRIGGER", "exit on event EVENT where CONDITION"],
  wait: [
    "wait DURATION",
    "wait until TIME",
    "wait until DAY at TIME",
    "wait until DATE",
    "wait for CONDITION up to DURATION",
    "wait for event EVENT where CONDITION up to DURATION",
  ],
  send: ["send between TIME and TIME on DAYS", "send not between TIME and TIME", "send on DAYS except holidays"],
  cap: ["cap NUMBER messages per UNIT else delay"],
  pace: ["pace NUMBER per UNIT"],
  repeat: ["repeat every DURATION up to NUMBER times until CONDITION"],
  goal: ['goal NAME "TITLE" when CONDITION and exit'],
  winner: ["winner by click rate after DURATION", "winner by conversion of GOAL after DURATION", "winner manual"],
};

export function signatureHelp(workspace: EditedWorkspace, path: string, offset: number): SignatureHelp | undefined {
  const opened = workspace.read(path);
  const place = opened && placeAt(opened, offset);
  if (!opened || !place || place.text) return undefined;
  const { before } = place;
  const first = before[0]?.image ?? "";
  if (first === "run") {
    const found = opened.scope.functions.get(before[1]?.image ?? "");
    const isOpen = before.some(({ image }) => image === "(") && !before.some(({ image }) => image === ")");
    if (!found || !isOpen) return undefined;
    const parameters = found.parameters.map(({ name, type, optional }) => ({
      label: `${name}${optional ? "?" : ""}: ${describeType(type)}`,
    }));
    const label = `${found.name}(${parameters.map((each) => each.label).join(", ")})`;
    const activeParameter = before.filter(({ image }) => image === ",").length;
    return {
      signatures: [{ label, ...(found.doc === undefined ? {} : { doc: found.doc }), parameters }],
      active: 0,
      activeParameter: Math.min(activeParameter, Math.max(0, parameters.length - 1)),
    };
  }
  const own = forms[first];
  if (!own) return undefined;
  const typed = before.map(({ image }) => image);
  // The form that begins with the same words.
  const scores = own.map((form) => likeness(form.split(" "), typed));
  const doc = keywordDoc(first);
  return {
    signatures: own.map((label) => ({
      label,
      ...(doc === undefined ? {} : { doc }),
      parameters: label
        .split(" ")
        .filter((word) => /^"?[A-Z]+"?$/.test(word))
        .map((word) => ({ label: word })),
    })),
    active: scores.indexOf(Math.max(...scores)),
    activeParameter: 0,
  };
}

/** How many words are the same; what a form has a placeholder for may be anything. */
function likeness(form: readonly string[], typed: readonly string[]): number {
  const isFit = typed.every((word, index) => form[index] === word || /^"?[A-Z]+"?$/.test(form[index] ?? ""));
  return isFit ? typed.filter((word, index) => form[index] === word).length : 0;
}
