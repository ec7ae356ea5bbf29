import { diagnostics } from "../diagnostics/catalogue.generated.ts";
import { describeType, fieldList } from "../diagnostics/wording.ts";
import type { FieldType } from "../models/schema.ts";
import type { FieldPath } from "../syntax/ast.ts";
import type { Span } from "../syntax/span.ts";
import type { FieldReference } from "./condition.ts";
import { pathText, resolveField } from "./resolve-field.ts";
import type { JourneyScope } from "./scope.ts";

export type AddressKind = "email" | "phone" | "push token";

const brands: Readonly<Record<AddressKind, string>> = {
  email: "Email",
  phone: "Phone",
  "push token": "PushToken",
};
const nouns: Readonly<Record<AddressKind, string>> = {
  email: "e-mail address",
  phone: "phone number",
  "push token": "push token",
};

/**
 * The field that holds the address: the one written, else the target's first of the right kinds.
 *
 * @param fallback where to point when the target has none
 */
export function checkAddress(
  written: FieldPath | undefined,
  kinds: readonly AddressKind[],
  fallback: Span,
  scope: JourneyScope,
): FieldReference | undefined {
  const { target } = scope;
  if (!target) return undefined;
  const isAddress = (type: FieldType): boolean => kinds.some((kind) => kind === type.kind);
  const nounList = kinds.map((kind) => nouns[kind]).join(" and no ");
  const brandList = kinds.map((kind) => brands[kind]).join("` or `");
  if (!written) {
    const field = target.fields.find((candidate) => isAddress(candidate.type));
    if (field) return { kind: "field", path: [{ model: target.name, field: field.name }], type: field.type };
    scope.report(
      diagnostics.noAddress({
        file: scope.file,
        span: { start: fallback.start, end: fallback.end },
        model: target.name,
        address: nounList,
        type: brandList,
      }),
    );
    return undefined;
  }
  const field = resolveField(written, scope);
  if (!field || isAddress(field.type)) return field;
  scope.report(
    diagnostics.wrongAddress({
      file: scope.file,
      span: written,
      field: pathText(field),
      type: describeType(field.type),
      expected: kinds.map((kind) => describeType({ kind })).join(" or "),
      available: fieldList(target, (each) => isAddress(each.type)),
      brand: brandList,
    }),
  );
  return undefined;
}
