import type { FieldType, ModelSchema } from "@journey/language";

/** The SQL type of a field's column, as tables made for models have it and as new values are cast to. */
export function columnType(type: FieldType, schema: ModelSchema): string {
  switch (type.kind) {
    case "number":
      return "double precision";
    case "boolean":
      return "boolean";
    case "date":
      return "timestamptz";
    case "choice":
      return type.of === "number" ? "double precision" : "text";
    case "list":
      return `${columnType(type.of, schema)}[]`;
    case "record":
      // A foreign key is of the other model's id's type.
      return schema.models[type.model]?.idType === "number" ? "bigint" : "text";
    default:
      return "text";
  }
}
