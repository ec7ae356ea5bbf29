/** The few things of `node:path` that models need. */
export function dirname(path: string): string {
  const end = path.lastIndexOf("/");
  return end <= 0 ? (end === 0 ? "/" : ".") : path.slice(0, end);
}

export function join(...parts: readonly string[]): string {
  const whole = parts.join("/");
  const kept: string[] = [];
  for (const part of whole.split("/")) {
    if (part === "..") kept.pop();
    else if (part !== "" && part !== ".") kept.push(part);
  }
  return `${whole.startsWith("/") ? "/" : ""}${kept.join("/")}`;
}

export function relative(from: string, to: string): string {
  const [a, b] = [from, to].map((path) => path.split("/").filter((part) => part !== ""));
  const common = a!.findIndex((part, index) => part !== b![index]);
  const same = common === -1 ? a!.length : common;
  return [...a!.slice(same).map(() => ".."), ...b!.slice(same)].join("/");
}

export const posix = { dirname, join, relative };
export default { ...posix, posix, sep: "/" };
