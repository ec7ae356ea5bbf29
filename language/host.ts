/** How the language sees files; it opens none by itself. Paths are absolute, with `/`. */
export interface Host {
  /** The file's text, or undefined where there is no such file (or it can't be read as UTF-8 text). */
  readFile(path: string): string | undefined;
}
