export interface CatalogueExample {
  readonly language: string;
  readonly verdict: "bad" | "good";
  /** The file's name; undefined: the journey itself. */
  readonly name?: string;
  readonly text: string;
}

export interface CatalogueArea {
  readonly area: string;
  readonly title: string;
  readonly intro: string;
  readonly entries: readonly {
    readonly code: string;
    readonly message: string;
    readonly severity: string;
    readonly help: readonly string[];
    readonly why: readonly string[];
    readonly examples: readonly CatalogueExample[];
  }[];
}

export function readCatalogue(): readonly CatalogueArea[];
export function readSharedFiles(): Readonly<Record<string, string>>;
export function generate(): Readonly<Record<string, string>>;
