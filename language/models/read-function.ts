/** Exported TypeScript functions, which `run` steps may call: their parameters, as far as the language can give them. */
import type * as TsMorph from "ts-morph";
import { type ModelNameOf, readType } from "./field-types.ts";
import { docOf } from "./js-docs.ts";
import { loadTsMorph } from "./load-ts-morph.ts";
import type { FunctionParameter, FunctionSchema } from "./schema.ts";

/** @returns undefined when the declaration is not of a function: `function f(…)` or `const f = (…) => …` */
export function readFunction(
  name: string,
  declaration: TsMorph.Node,
  modelNameOf: ModelNameOf,
): FunctionSchema | undefined {
  const found = functionIn(declaration);
  if (!found) return undefined;
  const doc = docOf(found.documented);
  return {
    name,
    ...(doc ? { doc } : {}),
    parameters: found.callable
      .getParameters()
      // `this` is TypeScript's own, no argument.
      .filter((parameter) => parameter.getName() !== "this")
      .map((parameter) => readParameter(parameter, modelNameOf)),
    file: found.place.getSourceFile().getFilePath(),
    start: found.place.getStart(),
    end: found.place.getEnd(),
  };
}

interface FoundFunction {
  readonly callable: { getParameters(): TsMorph.ParameterDeclaration[] };
  readonly documented: TsMorph.Node;
  readonly place: TsMorph.Node;
}

function functionIn(declaration: TsMorph.Node): FoundFunction | undefined {
  const { Node } = loadTsMorph();
  if (Node.isFunctionDeclaration(declaration)) {
    const callable = declaration.getOverloads()[0] ?? declaration;
    return { callable, documented: callable, place: declaration.getNameNode() ?? declaration };
  }
  if (!Node.isVariableDeclaration(declaration)) return undefined;
  const value = declaration.getInitializer();
  if (!Node.isArrowFunction(value) && !Node.isFunctionExpression(value)) return undefined;
  return {
    callable: value,
    documented: declaration.getVariableStatement() ?? declaration,
    place: declaration.getNameNode(),
  };
}

function readParameter(parameter: TsMorph.ParameterDeclaration, modelNameOf: ModelNameOf): FunctionParameter {
  const rest = parameter.isRestParameter();
  const given = parameter.getType();
  const type = rest ? (given.getArrayElementType() ?? given) : given;
  const text = rest ? type.getText(parameter) : (parameter.getTypeNode()?.getText() ?? type.getText(parameter));
  return {
    name: parameter.getName(),
    type: readType(type, parameter.getTypeNode(), text, modelNameOf).type,
    optional: parameter.isOptional() && !rest,
    rest,
  };
}
