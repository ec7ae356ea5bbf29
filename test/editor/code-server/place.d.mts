export const version: string;
export const folder: string;
export const node: string;
export const codeServer: string;
export const ready: string;
