/** What an interface extends must be known, or it would silently lack fields. */
import type * as TsMorph from "ts-morph";
import { diagnostics } from "../diagnostics/catalogue.generated.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { suggest } from "../diagnostics/suggest.ts";
import { loadTsMorph } from "./load-ts-morph.ts";
import { placeOf } from "./node-place.ts";

interface BaseCheck {
  /**
   * Whether the interface is a model. What is none may be one that has its id from the base; but it may as well be
   * something else, with a base out of TypeScript's own library: then only likely mistakes count.
   */
  readonly certain: boolean;
  readonly report: (diagnostic: Diagnostic) => void;
}

/** Reports unknown names in what a declaration extends, and in what that extends. Other declarations are left alone. */
export function checkBases(declaration: TsMorph.Node, check: BaseCheck, seen: Set<TsMorph.Node> = new Set()): void {
  if (seen.has(declaration) || !loadTsMorph().Node.isInterfaceDeclaration(declaration)) return;
  seen.add(declaration);
  for (const name of baseNames(declaration)) {
    const symbol = name.getSymbol();
    const declared = (symbol?.getAliasedSymbol() ?? symbol)?.getDeclarations() ?? [];
    for (const base of declared) checkBases(base, check, seen);
    const known = declared.length > 0 ? undefined : symbol?.isAlias() ? exportsBehind(symbol) : typesIn(declaration);
    if (!known) continue;
    const others = known.filter((each) => each !== declaration.getName());
    const suggestion = suggest(name.getText(), others);
    if (!check.certain && suggestion === undefined) continue;
    check.report(
      diagnostics.unknownBase({ ...placeOf(name), model: declaration.getName(), base: name.getText(), suggestion }),
    );
  }
}

/** The names in `extends A, Omit<B, "c">`. */
function baseNames(declaration: TsMorph.InterfaceDeclaration): readonly TsMorph.Identifier[] {
  const { Node } = loadTsMorph();
  return declaration
    .getExtends()
    .flatMap((clause) => [clause, ...clause.getDescendants()])
    .flatMap((node) => {
      const name = Node.isExpressionWithTypeArguments(node)
        ? node.getExpression()
        : Node.isTypeReference(node)
          ? node.getTypeName()
          : undefined;
      return Node.isIdentifier(name) ? [name] : [];
    });
}

/** All that the file exports from which a name is imported; undefined: it comes from a package, of which nothing is known. */
function exportsBehind(symbol: TsMorph.Symbol): readonly string[] | undefined {
  const { Node } = loadTsMorph();
  const imported = symbol.getDeclarations()[0]?.getFirstAncestor(Node.isImportDeclaration);
  const file = imported?.getModuleSpecifierSourceFile();
  return file && [...file.getExportedDeclarations().keys()];
}

/** The types that a declaration's file has or imports. */
function typesIn(declaration: TsMorph.Node): readonly string[] {
  const file = declaration.getSourceFile();
  const imports = file.getImportDeclarations().flatMap((each) => each.getNamedImports());
  return [
    ...[...file.getInterfaces(), ...file.getTypeAliases()].map((each) => each.getName()),
    ...imports.map((each) => each.getAliasNode()?.getText() ?? each.getName()),
  ];
}
