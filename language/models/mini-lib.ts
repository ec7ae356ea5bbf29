/**
 * What model files need of TypeScript's own library. Loading the real one is four fifths of the time that reading
 * models takes, and models use none of it beyond these.
 */
export const miniLib = `
interface Object {} interface Function {} interface CallableFunction extends Function {} interface NewableFunction extends Function {}
interface IArguments {} interface Symbol {} interface String {} interface Number {} interface Boolean {} interface RegExp {}
interface Date { getTime(): number }
interface Array<T> { length: number; [n: number]: T }
interface ReadonlyArray<T> { readonly length: number; readonly [n: number]: T }
interface PromiseLike<T> {} interface Promise<T> {} interface Error { name: string; message: string }
interface Map<K, V> {} interface ReadonlyMap<K, V> {} interface Set<T> {} interface ReadonlySet<T> {}
type Partial<T> = { [P in keyof T]?: T[P] };
type Required<T> = { [P in keyof T]-?: T[P] };
type Readonly<T> = { readonly [P in keyof T]: T[P] };
type Pick<T, K extends keyof T> = { [P in K]: T[P] };
type Record<K extends keyof any, T> = { [P in K]: T };
type Exclude<T, U> = T extends U ? never : T;
type Extract<T, U> = T extends U ? T : never;
type Omit<T, K extends keyof any> = Pick<T, Exclude<keyof T, K>>;
type NonNullable<T> = T & {};
`;

/** The types of `../model.ts`, whatever name a project imports the package by. */
export const modelTypes = `
declare module "*/model" {
  const brand: unique symbol;
  export type Email = string & { readonly [brand]?: "email" };
  export type Phone = string & { readonly [brand]?: "phone" };
  export type PushToken = string & { readonly [brand]?: "push token" };
  export type TimeZone = string & { readonly [brand]?: "timezone" };
}
`;
